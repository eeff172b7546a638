#include "datasets/detail/license_phrases.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "datasets/detail/spdx_expression.h"

namespace oyer::datasets::detail {
namespace {

// As text.find(part), which stops at every space where a part begins with one.
std::size_t place_of(std::string_view text, std::string_view part) noexcept {
  const void* at = ::memmem(text.data(), text.size(), part.data(), part.size());
  return at == nullptr ? std::string_view::npos : static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
}

bool holds(std::string_view text, std::string_view part) noexcept {
  return place_of(text, part) != std::string_view::npos;
}

struct Found {
  std::size_t at = 0;
  std::string id;
  double confidence = 1;
  std::string evidence;
};

// A wording and the licence it names. Words stand between single spaces.
struct Phrase {
  std::string_view words, id;
  double confidence = 1;
};

constexpr Phrase phrases[] = {
    {" apache license v2 0 with llvm exceptions ", "Apache-2.0 WITH LLVM-exception"},
    {" licensed under the apache license version 2 0 ", "Apache-2.0"},
    {" under the apache license version 2 0 ", "Apache-2.0"},
    {" under the apache license 2 0 ", "Apache-2.0"},
    {" under the apache 2 0 license ", "Apache-2.0"},
    {" under apache license version 2 0 ", "Apache-2.0"},
    {" under the apache v2 license ", "Apache-2.0"},
    {" apache org licenses license 2 0 ", "Apache-2.0"},
    {" the apache software foundation asf under one or more contributor license agreements ", "Apache-2.0"},
    {" apache license version 2 0 ", "Apache-2.0", 0.8},
    {" apache license 2 0 ", "Apache-2.0", 0.8},
    {" license apache ", "Apache-2.0", 0.8},
    {" license apache2 ", "Apache-2.0", 0.8},
    {" mozilla public license v 2 0 ", "MPL-2.0"},
    {" mozilla public license version 2 0 ", "MPL-2.0"},
    {" mozilla org mpl 2 0 ", "MPL-2.0"},
    {" mozilla public license version 1 1 ", "MPL-1.1"},
    {" mozilla public license version 1 0 ", "MPL-1.0"},
    {" eclipse public license v 2 0 ", "EPL-2.0"},
    {" eclipse public license 2 0 ", "EPL-2.0"},
    {" eclipse public license version 2 0 ", "EPL-2.0"},
    {" eclipse public license v1 0 ", "EPL-1.0"},
    {" eclipse public license v 1 0 ", "EPL-1.0"},
    {" eclipse public license 1 0 ", "EPL-1.0"},
    {" eclipse org legal epl v10 ", "EPL-1.0"},
    {" eclipse distribution license v 1 0 ", "BSD-3-Clause"},
    {" common development and distribution license ", "CDDL-1.0"},
    {" european union public license version 1 2 ", "EUPL-1.2"},
    {" european union public license v 1 2 ", "EUPL-1.2"},
    {" licensed under the eupl ", "EUPL-1.2", 0.8},
    {" boost software license version 1 0 ", "BSL-1.0"},
    {" boost org license 1 0 txt ", "BSL-1.0"},
    {" permission is hereby granted free of charge to any person obtaining a copy of this software and associated ",
     "MIT"},
    {" under the mit license ", "MIT"},
    {" under the terms of the mit license ", "MIT"},
    {" under mit license ", "MIT"},
    {" under the mit software license ", "MIT"},
    {" distributed under the mit ", "MIT", 0.9},
    {" governed by an mit style license ", "MIT"},
    {" under the mit x11 license ", "MIT"},
    {" mit licensed ", "MIT", 0.9},
    {" opensource org licenses mit ", "MIT"},
    {" license mit ", "MIT", 0.8},
    {" mit license ", "MIT", 0.8},
    {" governed by a bsd style license ", "BSD-3-Clause", 0.8},
    {" under the 3 clause bsd license ", "BSD-3-Clause"},
    {" under the bsd 3 clause license ", "BSD-3-Clause"},
    {" bsd 3 clause license ", "BSD-3-Clause", 0.8},
    {" under the new bsd license ", "BSD-3-Clause"},
    {" under the modified bsd license ", "BSD-3-Clause"},
    {" under the simplified bsd license ", "BSD-2-Clause"},
    {" under the 2 clause bsd license ", "BSD-2-Clause"},
    {" under the bsd 2 clause license ", "BSD-2-Clause"},
    {" bsd 2 clause license ", "BSD-2-Clause", 0.8},
    {" under the bsd license ", "BSD-3-Clause", 0.8},
    {" under the terms of the bsd license ", "BSD-3-Clause", 0.8},
    {" license bsd ", "BSD-3-Clause", 0.7},
    {" under the isc license ", "ISC"},
    {" this is free and unencumbered software released into the public domain ", "Unlicense"},
    {" unlicense org ", "Unlicense", 0.9},
    {" creativecommons org publicdomain zero 1 0 ", "CC0-1.0"},
    {" cc0 1 0 universal ", "CC0-1.0"},
    {" do what the fuck you want to public license ", "WTFPL"},
    {" this software is provided as is without any express or implied warranty in no event will the authors be held ",
     "Zlib"},
    {" under the zlib license ", "Zlib"},
    {" same terms as perl itself ", "Artistic-1.0-Perl OR GPL-1.0-or-later"},
    {" python software foundation license ", "PSF-2.0", 0.8},
    {" under the artistic license 2 0 ", "Artistic-2.0"},
    {" server side public license ", "SSPL-1.0"},
    {" business source license 1 1 ", "BUSL-1.1"},
    {" business source license ", "BUSL-1.1", 0.8},
    {" elastic license 2 0 ", "Elastic-2.0"},
    {" elastic license v2 ", "Elastic-2.0"},
    {" under the elastic license ", "Elastic-2.0", 0.8},
    {" commons clause license condition ", "LicenseRef-Commons-Clause"},
    {" microsoft public license ", "MS-PL", 0.9},
    {" open software license v 3 0 ", "OSL-3.0"},
    {" open software license osl 3 0 ", "OSL-3.0"},
    {" sil open font license version 1 1 ", "OFL-1.1"},
    {" universal permissive license v 1 0 ", "UPL-1.0"},
    {" this file is in the public domain ", "LicenseRef-public-domain"},
    {" this code is in the public domain ", "LicenseRef-public-domain"},
    {" placed in the public domain ", "LicenseRef-public-domain"},
    {" released into the public domain ", "LicenseRef-public-domain"},
    {" released to the public domain ", "LicenseRef-public-domain"},
    {" dedicated to the public domain ", "LicenseRef-public-domain"},
    {" public domain no copyright ", "LicenseRef-public-domain"},
    {" unauthorized copying of this file ", "LicenseRef-proprietary"},
    {" proprietary and confidential ", "LicenseRef-proprietary"},
    {" confidential and proprietary ", "LicenseRef-proprietary"},
    {" may not be copied or distributed without ", "LicenseRef-proprietary"},
};

std::string_view around(std::string_view words, std::size_t at, std::size_t length) {
  return words.substr(at + 1, length);
}

void find_phrases(std::string_view words, std::vector<Found>& found) {
  for (const Phrase& phrase : phrases) {
    const std::size_t at = place_of(words, phrase.words);
    if (at == std::string_view::npos) continue;
    found.push_back(
        {at, std::string(phrase.id), phrase.confidence, std::string(around(words, at, phrase.words.size() - 2))});
  }
}

// ---- texts that are headers themselves

void find_texts(std::string_view words, std::vector<Found>& found) {
  const std::size_t bsd = place_of(words, " redistribution and use in source and binary forms ");
  if (bsd != std::string_view::npos) {
    const std::string_view rest = words.substr(bsd);
    const bool four = holds(rest, " all advertising materials mentioning features ");
    const bool three = holds(rest, " neither the name ") || holds(rest, " may not be used to endorse ") ||
                       holds(rest, " may be used to endorse or promote ");
    found.push_back({bsd,
                     four    ? "BSD-4-Clause"
                     : three ? "BSD-3-Clause"
                             : "BSD-2-Clause",
                     1, "redistribution and use in source and binary forms"});
  }
  for (const std::string_view grant :
       {" permission to use copy modify and or distribute this software for any purpose ",
        " permission to use copy modify and distribute this software for any purpose "}) {
    const std::size_t isc = words.find(grant);
    if (isc == std::string_view::npos) continue;
    const bool with_notice = holds(words.substr(isc, 400), " provided that the above ");
    found.push_back({isc, with_notice ? "ISC" : "0BSD", 1, std::string(grant.substr(1, grant.size() - 2))});
  }
}

// "creativecommons org licenses by nc sa 4 0"
void find_creative_commons(std::string_view words, std::vector<Found>& found) {
  constexpr std::string_view mark = " creativecommons org licenses by";
  const std::size_t at = words.find(mark);
  if (at == std::string_view::npos) return;
  std::string id = "CC-BY";
  std::size_t next = at + mark.size() + 1;
  for (;;) {
    const std::size_t end = words.find(' ', next);
    if (end == std::string_view::npos) return;
    const std::string_view word = words.substr(next, end - next);
    next = end + 1;
    if (word == "nc" || word == "sa" || word == "nd") {
      id += word == "nc" ? "-NC" : word == "sa" ? "-SA" : "-ND";
      continue;
    }
    const std::string_view minor = words.substr(next, words.find(' ', next) - next);
    id += "-" + std::string(word) + "." + std::string(minor);
    break;
  }
  if (!listed_license(id).empty()) found.push_back({at, id, 1, std::string(around(words, at, next - at + 1))});
}

// ---- the GNU family: a name, then a version somewhere behind (or before) it

struct Family {
  std::string_view name;  // in words
  std::string_view id, any_version;
  double confidence = 1;
};

constexpr Family families[] = {
    {" gnu affero general public license ", "AGPL", "AGPL-3.0-or-later"},
    {" gnu lesser general public license ", "LGPL", "LGPL-2.1-or-later"},
    {" gnu library general public license ", "LGPL", "LGPL-2.0-or-later"},
    {" gnu general public license ", "GPL", "GPL-1.0-or-later"},
    {" gnu public license ", "GPL", "GPL-1.0-or-later", 0.9},
    {" gnu agpl ", "AGPL", "AGPL-3.0-or-later", 0.9},
    {" gnu lgpl ", "LGPL", "LGPL-2.0-or-later", 0.9},
    {" gnu gpl ", "GPL", "GPL-1.0-or-later", 0.9},
    {" under the agpl ", "AGPL", "AGPL-3.0-or-later", 0.9},
    {" under the lgpl ", "LGPL", "LGPL-2.0-or-later", 0.9},
    {" under the gpl ", "GPL", "GPL-1.0-or-later", 0.9},
    {" under agpl ", "AGPL", "AGPL-3.0-or-later", 0.9},
    {" under lgpl ", "LGPL", "LGPL-2.0-or-later", 0.9},
    {" under gpl ", "GPL", "GPL-1.0-or-later", 0.9},
    {" license agpl ", "AGPL", "AGPL-3.0-or-later", 0.8},
    {" license lgpl ", "LGPL", "LGPL-2.0-or-later", 0.8},
    {" license gpl ", "GPL", "GPL-1.0-or-later", 0.8},
    {" agplv3 ", "AGPL", "AGPL-3.0-only", 0.8},
    {" lgplv3 ", "LGPL", "LGPL-3.0-only", 0.8},
    {" lgplv2 ", "LGPL", "LGPL-2.1-only", 0.8},
    {" gplv3 ", "GPL", "GPL-3.0-only", 0.8},
    {" gplv2 ", "GPL", "GPL-2.0-only", 0.8},
    {" the lgpl ", "LGPL", "LGPL-2.0-or-later", 0.5},
    {" the gpl ", "GPL", "GPL-1.0-or-later", 0.5},
    {" or gpl ", "GPL", "GPL-1.0-or-later", 0.5},
    {" and gpl ", "GPL", "GPL-1.0-or-later", 0.5},
};

// "3", "2 1", "v2" at the beginning; "" for anything else.
std::string version_at(std::string_view words) {
  if (words.starts_with('v')) words.remove_prefix(1);
  if (words.size() < 2 || words[0] < '1' || words[0] > '3' || words[1] != ' ') return {};
  std::string version(1, words[0]);
  const bool minor = words.size() > 3 && (words[2] == '0' || words[2] == '1') && words[3] == ' ';
  return version + "." + (minor ? std::string(1, words[2]) : "0");
}

std::string version_near(std::string_view behind, std::string_view before) {
  if (const std::string direct = version_at(behind); !direct.empty()) return direct;
  for (const std::string_view text : {behind, before}) {
    for (const std::string_view mark : {"version ", "either version ", " v"}) {
      for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        if (std::string version = version_at(text.substr(at + mark.size())); !version.empty()) return version;
      }
    }
  }
  return {};
}

bool or_later(std::string_view text) {
  return holds(text, " any later version ") || holds(text, " or later ") || holds(text, " or newer ") ||
         holds(text, " or any later ") || holds(text, " or at your option any later ");
}

std::optional<Found> gnu_at(const Family& family, std::string_view words, std::size_t at) {
  const std::size_t end = at + family.name.size();
  const std::string_view behind = words.substr(end, 250);
  const std::size_t from = at > 120 ? at - 120 : 0;
  const std::string_view before = words.substr(from, at - from + 1);
  const bool says_version = family.any_version.ends_with("-only");  // "gplv3"
  const std::string version =
      says_version ? std::string(family.any_version.substr(family.id.size() + 1, 3)) : version_near(behind, before);
  Found found{at, std::string(family.any_version), family.confidence, {}};
  const std::string padded = " " + std::string(behind);
  if (!version.empty()) {
    const std::string base = std::string(family.id) + "-" + version;
    found.id = base + (or_later(padded) || or_later(before) ? "-or-later" : "-only");
    // "version 1.0" of the LGPL, "version 2" of the AGPL: of something else.
    if (listed_license(found.id).empty()) found.id = family.any_version;
  }
  found.evidence = around(words, at, std::min<std::size_t>(words.size() - at - 1, 120));
  return found;
}

void add_exception(std::string_view words, std::string& id) {
  struct Exception {
    std::string_view words, id;
  };
  constexpr Exception exceptions[] = {
      {" classpath exception ", "Classpath-exception-2.0"},
      {" gcc runtime library exception version 3 1 ", "GCC-exception-3.1"},
      {" parts or all of the bison parser skeleton ", "Bison-exception-2.2"},
      {" part or all of the bison parser skeleton ", "Bison-exception-2.2"},
      {" distributed under the same distribution terms that you use for the rest of that program ",
       "Autoconf-exception-generic"},
      {" linking this library statically or dynamically ", "Classpath-exception-2.0"},
      {" linux syscall note ", "Linux-syscall-note"},
  };
  for (const Exception& exception : exceptions) {
    if (!holds(words, exception.words)) continue;
    id += " WITH " + std::string(exception.id);
    return;
  }
}

// Of the family's names the first that stands there; further mentions only repeat it. A header of the LGPL may tell
// where the GPL can be read, so the name behind "under the terms of the" goes before all others.
void find_gnu(std::string_view words, std::vector<Found>& found) {
  const Family* best = nullptr;
  std::size_t best_at = std::string_view::npos;
  bool best_granted = false;
  for (const Family& family : families) {
    for (std::size_t at = words.find(family.name); at != std::string_view::npos; at = words.find(family.name, at + 1)) {
      const std::string_view before = words.substr(at > 40 ? at - 40 : 0, std::min<std::size_t>(at, 40) + 1);
      const bool granted = before.ends_with(" under the terms of the ") || before.ends_with(" under the terms of ") ||
                           before.ends_with(" under the ");
      if (best == nullptr || (granted && !best_granted) || (granted == best_granted && at < best_at)) {
        best = &family;
        best_at = at;
        best_granted = granted;
      }
      if (granted) break;
    }
  }
  if (best == nullptr) return;
  if (auto gnu = gnu_at(*best, words, best_at)) {
    add_exception(words, gnu->id);
    found.push_back(std::move(*gnu));
  }
}

// Without the GPL's own words for its later versions.
std::string without_later_versions(std::string_view words) {
  constexpr std::string_view own = " at your option any later ";
  std::string rest;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t next = std::min(words.find(own, at), words.size());
    rest += words.substr(at, next - at);
    rest += ' ';
    at = next + own.size() - 1;
  }
  return rest;
}

bool offers_choice(std::string_view words) {
  const std::string rest = without_later_versions(words);
  for (const std::string_view mark :
       {" at your option ", " dual licensed ", " dual license ", " dual licenses ", " multi licensed ", " tri license ",
        " tri licensed ", " either of these licenses ", " either of the licenses ", " either the ", " alternatively ",
        " choice of license ", " your choice "}) {
    if (holds(rest, mark)) return true;
  }
  return false;
}

// Two wordings of one licence count once. A mention counts where nothing is granted or where a choice is offered; a
// bare "the GPL" only beside another licence in a choice.
std::vector<Found> distinct(std::vector<Found> found, bool choice) {
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.at < b.at; });
  const bool granted = std::any_of(found.begin(), found.end(), [](const Found& one) { return one.confidence >= 0.9; });
  std::vector<Found> kept;
  for (Found& one : found) {
    if (!choice && (one.confidence < 0.6 || (granted && one.confidence < 0.9))) continue;
    if (one.confidence < 0.6 && found.size() == 1) continue;
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const Found& other) {
      return other.id == one.id || other.id.starts_with(one.id + " WITH");
    });
    if (same == kept.end()) {
      kept.push_back(std::move(one));
    } else if (one.confidence > same->confidence) {
      same->confidence = one.confidence;
    }
  }
  // "with LLVM exceptions" stands behind the name that it changes.
  std::erase_if(kept, [&](const Found& one) {
    return std::any_of(kept.begin(), kept.end(),
                       [&](const Found& other) { return other.id.starts_with(one.id + " WITH"); });
  });
  return kept;
}

// Every wording above holds one of these: most headers are done after a few searches.
bool may_name_a_license(std::string_view words) {
  for (const std::string_view hint : {"licens", "permission", "gpl", "public", "redistribution", "proprietary",
                                      "unauthorized", "may not be copied", "eclipse org", "mpl 2 0", "under the mit",
                                      "apache", "this software is provided", "same terms as perl", "commons"}) {
    if (holds(words, hint)) return true;
  }
  return false;
}

}  // namespace

PhraseMatch licenses_named(std::string_view words) {
  if (!may_name_a_license(words)) return {};
  std::vector<Found> found;
  find_phrases(words, found);
  find_texts(words, found);
  find_creative_commons(words, found);
  find_gnu(words, found);
  const bool choice = offers_choice(words);
  found = distinct(std::move(found), choice);
  if (found.empty()) return {};
  PhraseMatch match;
  match.confidence = 1;
  std::vector<std::string> ids;
  for (const Found& one : found) {
    ids.push_back(one.id);
    match.confidence = std::min(match.confidence, one.confidence);
  }
  match.expression = join_expressions(ids, choice ? "OR" : "AND");
  match.evidence = found.front().evidence;
  return match;
}

}  // namespace oyer::datasets::detail
