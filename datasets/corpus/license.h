// Licences: under which terms a file stands, as SPDX expressions with the evidence.
//
// Three places speak for a file: its own header, the licence files of the nearest folder above it, and those of the
// repository's root. All three are kept, and the strictest decides: a GPL file in an MIT repository is not permissive.
// Licence texts are found by the share of common word pairs (Dice's coefficient, as askalono does) with SPDX's texts,
// fetched pinned when the build is configured. Pure functions, thread safe; any bytes are welcome.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oyer::datasets {

struct LicenseFinding {
  std::string expression;  // SPDX; "" none found; "LicenseRef-unknown" for a licence text that nobody knows
  std::string source;      // "header", "file:LICENSE", ...; "" when nothing was found
  double confidence = 0;   // 1 for a tag or a phrase that names the licence; of a text its likeness, 0 to 1
  std::string evidence;    // the words that said so, at most 200 bytes
  friend bool operator==(const LicenseFinding&, const LicenseFinding&) = default;
};

enum class LicenseType { permissive, no_license, non_permissive };
std::string_view name_of(LicenseType type) noexcept;

// Reads the comments at the beginning of a source file: SPDX-License-Identifier, the headers that licences ask for,
// whole short licence texts.
LicenseFinding license_of_header(std::string_view text);

// Reads a file that is a licence (is_license_path) or may name one.
LicenseFinding license_of_file(std::string_view path, std::string_view text);

// True for LICENSE, COPYING.LESSER, LICENCE-MIT.txt, LICENSES/MIT.txt, UNLICENSE, ...
bool is_license_path(std::string_view path);

// Of an SPDX expression: OR is as permissive as its most permissive side, AND as strict as its strictest; unknown
// names and broken expressions are non_permissive; "" and "NONE" are no_license.
LicenseType type_of(std::string_view expression);

struct LicenseVerdict {
  LicenseFinding header, directory, repository;
  std::string expression;  // all that was found, joined by AND, each term once; "" when nothing was
  LicenseType type = LicenseType::no_license;
  friend bool operator==(const LicenseVerdict&, const LicenseVerdict&) = default;
};

LicenseVerdict strictest(LicenseFinding header, LicenseFinding directory, LicenseFinding repository);

}  // namespace oyer::datasets
