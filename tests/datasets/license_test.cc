#include "datasets/corpus/license.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "datasets/detail/license_tables.h"
#include "datasets/detail/license_words.h"
#include "datasets/detail/permissive_licenses.h"
#include "datasets/detail/spdx_expression.h"

namespace oyer::datasets {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string normal(std::string_view text) {
  const auto parsed = detail::parse_expression(text);
  return parsed ? parsed->text : "broken";
}

TEST(Expression, is_written_as_the_list_writes_it) {
  EXPECT_EQ(normal("mit"), "MIT");
  EXPECT_EQ(normal("(MIT or apache-2.0)"), "MIT OR Apache-2.0");
  EXPECT_EQ(normal("MIT/Apache-2.0"), "MIT OR Apache-2.0");
  EXPECT_EQ(normal("MIT AND (GPL-2.0+ OR BSD-3-Clause)"), "MIT AND (GPL-2.0+ OR BSD-3-Clause)");
  EXPECT_EQ(normal("(MIT AND ISC) OR Zlib"), "MIT AND ISC OR Zlib");
  EXPECT_EQ(normal("GPL-2.0-only WITH classpath-exception-2.0"), "GPL-2.0-only WITH Classpath-exception-2.0");
}

TEST(Expression, that_is_none_is_refused) {
  for (const std::string_view text : {"", "MIT OR", "OR MIT", "MIT ISC", "(MIT", "MIT)", "MIT AND OR ISC", "MIT WITH",
                                      "(MIT) WITH LLVM-exception", "MIT, ISC", "GPL-2.0 WITH (X)", "see LICENSE"}) {
    EXPECT_EQ(normal(text), "broken") << text;
  }
  EXPECT_EQ(detail::parse_expression(std::string(200'000, '(')), std::nullopt);
}

TEST(Type, of_a_choice_is_the_most_permissive_and_of_a_sum_the_strictest) {
  EXPECT_EQ(type_of("MIT"), LicenseType::permissive);
  EXPECT_EQ(type_of("GPL-3.0-only"), LicenseType::non_permissive);
  EXPECT_EQ(type_of("MIT OR GPL-3.0-only"), LicenseType::permissive);
  EXPECT_EQ(type_of("MIT AND GPL-3.0-only"), LicenseType::non_permissive);
  EXPECT_EQ(type_of("ISC AND (GPL-2.0-or-later OR BSD-2-Clause)"), LicenseType::permissive);
  EXPECT_EQ(type_of("Apache-2.0 WITH LLVM-exception"), LicenseType::permissive);
  EXPECT_EQ(type_of("GPL-2.0-only WITH Classpath-exception-2.0"), LicenseType::non_permissive);
}

TEST(Type, of_nothing_is_no_license_and_of_the_unknown_non_permissive) {
  EXPECT_EQ(type_of(""), LicenseType::no_license);
  EXPECT_EQ(type_of("NONE"), LicenseType::no_license);
  EXPECT_EQ(type_of("LicenseRef-unknown"), LicenseType::non_permissive);
  EXPECT_EQ(type_of("My Own License"), LicenseType::non_permissive);
}

std::string header(std::string_view text) { return license_of_header(text).expression; }

TEST(Header, with_a_tag_is_believed) {
  const LicenseFinding expected{"MIT OR Apache-2.0", "header", 1, "SPDX-License-Identifier: mit OR Apache-2.0"};
  EXPECT_EQ(license_of_header("#!/bin/sh\n# SPDX-License-Identifier: mit OR Apache-2.0\nls\n"), expected);
  EXPECT_EQ(header("/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */\n"),
            "GPL-2.0 WITH Linux-syscall-note");
  EXPECT_EQ(header("<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n"), "CC-BY-4.0");
  EXPECT_EQ(header("// SPDX-License-Identifier: what you like\n"), "LicenseRef-unknown");
}

TEST(Header, of_the_gnu_family_is_told_with_its_version) {
  EXPECT_EQ(header("/* This program is free software; you can redistribute it and/or modify\n"
                   " * it under the terms of the GNU General Public License as published by\n"
                   " * the Free Software Foundation; either version 2 of the License, or\n"
                   " * (at your option) any later version.\n */\n"),
            "GPL-2.0-or-later");
  EXPECT_EQ(header("// This file is licensed under the terms of the GNU General Public License\n"
                   "// version 2. It comes without any warranty.\n"),
            "GPL-2.0-only");
  EXPECT_EQ(header("# under the terms of version 3 of the GNU Affero General Public License, or any later version\n"),
            "AGPL-3.0-or-later");
  EXPECT_EQ(header("; you can use it under the terms of the GNU Lesser General Public License, version 2.1 only.\n"
                   "; Where to find the GNU General Public License is told elsewhere.\n"),
            "LGPL-2.1-only");
  EXPECT_EQ(header("# Released under the GPLv3\n"), "GPL-3.0-only");
  EXPECT_EQ(header("# Released under the GPL\n"), "GPL-1.0-or-later");
}

TEST(Header, that_names_a_license_in_words_is_understood) {
  EXPECT_EQ(header("// Licensed under the Apache License, Version 2.0 (the \"License\");\n"), "Apache-2.0");
  EXPECT_EQ(header("\"\"\"Tools.\n\nDistributed under the MIT license.\n\"\"\"\n"), "MIT");
  EXPECT_EQ(header("// Use of this source code is governed by a BSD-style\n// license that can be found in LICENSE.\n"),
            "BSD-3-Clause");
  EXPECT_EQ(header("-- This Source Code Form is subject to the terms of the Mozilla Public\n-- License, v. 2.0.\n"),
            "MPL-2.0");
  EXPECT_EQ(header("// Part of the project, under the Apache License v2.0 with LLVM Exceptions.\n"),
            "Apache-2.0 WITH LLVM-exception");
  EXPECT_EQ(header("/* See https://creativecommons.org/licenses/by-nc-sa/4.0/ */\n"), "CC-BY-NC-SA-4.0");
  EXPECT_EQ(header("# Unauthorized copying of this file is prohibited.\n"), "LicenseRef-proprietary");
}

TEST(Header, that_offers_a_choice_gives_an_or) {
  EXPECT_EQ(header("// Licensed under the Apache License, Version 2.0 <LICENSE-APACHE> or the MIT license\n"
                   "// <LICENSE-MIT>, at your option. All files in the project carrying such notice may not be\n"
                   "// copied, modified, or distributed except according to those terms.\n"),
            "Apache-2.0 OR MIT");
  EXPECT_EQ(header("/* Dual licensed under the MIT license and the GPL version 2 */\n"), "MIT OR GPL-2.0-only");
}

TEST(Header, is_only_what_comments_say) {
  const LicenseFinding none;
  EXPECT_EQ(license_of_header("import os\n\ntext = 'under the MIT license'\n"), none);
  EXPECT_EQ(license_of_header(""), none);
  EXPECT_EQ(license_of_header("# A parser of licences: it tells the GPL from others.\n"), none);
}

TEST(LicensePath, is_told_by_names) {
  for (const std::string_view path :
       {"LICENSE", "LICENCE.txt", "COPYING", "COPYING.LESSER", "LICENSE-MIT", "LICENSE.MIT.md", "third_party/x/license",
        "UNLICENSE", "LICENSES/MIT.txt", "LICENSES.md", "MIT-LICENSE.txt", "OFL.txt", "LICENSE_1_0.txt"}) {
    EXPECT_TRUE(is_license_path(path)) << path;
  }
  for (const std::string_view path : {"license.py", "licenses.json", "licensing.md", "README", "src/copying_gc.c",
                                      "src/license_header.txt.js", "unlicensed.cc", "official.txt"}) {
    EXPECT_FALSE(is_license_path(path)) << path;
  }
}

TEST(LicenseFile, of_this_checkout_is_apache) {
  const LicenseFinding found = license_of_file("LICENSE", read(std::filesystem::path(OYER_SOURCE_DIR) / "LICENSE"));
  EXPECT_EQ(found.expression, "Apache-2.0");
  EXPECT_EQ(found.source, "file:LICENSE");
  EXPECT_GT(found.confidence, 0.98);
}

TEST(LicenseFile, of_the_system_is_known) {
  const std::filesystem::path folder = "/usr/share/common-licenses";
  if (!std::filesystem::exists(folder / "GPL-3")) GTEST_SKIP() << "no folder of Debian's common licences";
  EXPECT_EQ(license_of_file("COPYING", read(folder / "GPL-3")).expression, "GPL-3.0-only");
  EXPECT_EQ(license_of_file("COPYING", read(folder / "GPL-2")).expression, "GPL-2.0-only");
  EXPECT_EQ(license_of_file("COPYING.LESSER", read(folder / "LGPL-2.1")).expression, "LGPL-2.1-only");
  EXPECT_EQ(license_of_file("LICENSE", read(folder / "MPL-2.0")).expression, "MPL-2.0");
  EXPECT_EQ(license_of_file("LICENSE", read(folder / "BSD")).expression, "BSD-3-Clause");
  EXPECT_EQ(license_of_file("LICENSE", read(folder / "CC0-1.0")).expression, "CC0-1.0");
}

TEST(LicenseFile, that_holds_two_texts_stands_under_both) {
  const std::filesystem::path folder = "/usr/share/common-licenses";
  if (!std::filesystem::exists(folder / "GPL-3")) GTEST_SKIP() << "no folder of Debian's common licences";
  const std::string both = read(folder / "Apache-2.0") + "\n\nParts of it stand under:\n\n" + read(folder / "GPL-3");
  EXPECT_EQ(license_of_file("LICENSE", both).expression, "Apache-2.0 AND GPL-3.0-only");
}

TEST(LicenseFile, that_nobody_knows_is_unknown_and_an_empty_one_nothing) {
  const std::string text =
      "You may look at these files on Tuesdays. You may not run them, sell them, or show them to "
      "anybody who has not read this page aloud in the presence of two witnesses.\n";
  EXPECT_EQ(license_of_file("LICENSE", text).expression, "LicenseRef-unknown");
  EXPECT_EQ(license_of_file("LICENSE", ""), LicenseFinding{});
}

TEST(LicenseFile, may_be_a_manifest) {
  const LicenseFinding expected{"MIT OR Apache-2.0", "file:Cargo.toml", 1, "license = \"MIT/Apache-2.0\""};
  EXPECT_EQ(license_of_file("x/Cargo.toml", "[package]\nname = \"x\"\nlicense = \"MIT/Apache-2.0\"\n"), expected);
  EXPECT_EQ(license_of_file("package.json", "{\"name\": \"x\",\n \"license\": \"ISC\"}\n").expression, "ISC");
  EXPECT_EQ(license_of_file("package.json", "{\"license\": {\"type\": \"MIT\", \"url\": \"x\"}}").expression, "MIT");
  EXPECT_EQ(license_of_file("package.json", "{\"license\": \"UNLICENSED\"}").expression, "UNLICENSED");
  EXPECT_EQ(license_of_file("package.json", "{\"name\": \"x\"}"), LicenseFinding{});
}

LicenseFinding finding(std::string expression, std::string source) {
  return {std::move(expression), std::move(source), 1, {}};
}

TEST(Strictest, a_gpl_file_in_an_mit_repository_is_not_permissive) {
  const LicenseVerdict verdict = strictest(finding("GPL-2.0-or-later", "header"), {}, finding("MIT", "file:LICENSE"));
  const LicenseVerdict expected{finding("GPL-2.0-or-later", "header"),
                                {},
                                finding("MIT", "file:LICENSE"),
                                "GPL-2.0-or-later AND MIT",
                                LicenseType::non_permissive};
  EXPECT_EQ(verdict, expected);
}

TEST(Strictest, what_says_nothing_does_not_count) {
  EXPECT_EQ(strictest({}, {}, {}).type, LicenseType::no_license);
  EXPECT_EQ(strictest(finding("MIT", "header"), {}, {}).type, LicenseType::permissive);
  EXPECT_EQ(strictest({}, finding("LicenseRef-unknown", "file:LICENSE"), finding("MIT", "file:LICENSE")).type,
            LicenseType::non_permissive);
  EXPECT_EQ(strictest(finding("MIT OR ISC", "header"), {}, finding("MIT", "file:LICENSE")).expression,
            "(MIT OR ISC) AND MIT");
}

TEST(Hostile, license_files_cost_time_that_grows_with_them_and_no_more) {
  std::string tags, options, commons, parentheses = "// SPDX-License-Identifier: ";
  for (int i = 0; i < 50'000; ++i) {
    tags += "SPDX-License-Identifier: X-" + std::to_string(i) + "\n";
    options += "or (at your option) any later version under the GPL ";
    commons += "creativecommons.org/licenses/by-sa ";
  }
  parentheses += std::string(200'000, '(');
  EXPECT_EQ(type_of(license_of_file("LICENSE", tags).expression), LicenseType::non_permissive);
  EXPECT_EQ(license_of_file("LICENSE", options).expression, "GPL-1.0-or-later");
  EXPECT_EQ(license_of_file("LICENSE", commons).expression, "LicenseRef-unknown");
  EXPECT_EQ(license_of_header(parentheses).expression, "LicenseRef-unknown");
}

TEST(LicenseTables, are_sorted_and_know_every_permissive_name) {
  for (std::size_t i = 1; i < detail::license_rows.size(); ++i) {
    EXPECT_LT(detail::license_rows[i - 1].id, detail::license_rows[i].id);
  }
  EXPECT_GT(detail::license_rows.size(), 600U);
  EXPECT_EQ(detail::listed_license("apache-2.0"), "Apache-2.0");
}

TEST(LicenseWords, are_what_the_converter_makes_of_the_same_text) {
  EXPECT_EQ(detail::words_of("The Licence, v2.0\n"), " the license v2 0 ");
  EXPECT_EQ(detail::words_of("(copyright) 2020, me\nthe above\ncopyright notice\n"), " the above copyright notice ");
  // zlib.crc32(b"a b"), zlib.crc32(b"b c")
  EXPECT_EQ(detail::grams_of(detail::words_of("A b,\nC")), (std::vector<std::uint32_t>{0x806c5cd3U, 0xf52dd21cU}));
}

}  // namespace
}  // namespace oyer::datasets
