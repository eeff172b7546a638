// Every rule against strings made from its own expression, against near misses of them, and against real code.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "datasets/corpus/redact.h"
#include "datasets/detail/pattern.h"
#include "datasets/detail/replacement.h"
#include "datasets/detail/rule_book.h"
#include "datasets/detail/rule_scan.h"
#include "datasets/detail/secret_rules.h"
#include "tests/datasets/matching_strings.h"

namespace oyer::datasets {
namespace {

using detail::Pattern;
using detail::RuleRow;

constexpr DetectorOptions secrets_alone{.secrets = true, .mails = false, .addresses = false, .names = false};

bool is_secret(FindingClass kind) {
  return kind == FindingClass::key || kind == FindingClass::secret || kind == FindingClass::password;
}

std::vector<RuleRow> secret_rules() {
  std::vector<RuleRow> rows;
  for (const RuleRow* row : detail::secret_rows()) rows.push_back(*row);
  return rows;
}

// A path at which the rule applies.
std::string path_for(const RuleRow& row) {
  const std::string paths[] = {"conf/settings.txt", "conf/main.tf", "conf/a.yaml", "nuget.config", "a.php"};
  if (row.path.empty()) return paths[0];
  auto pattern = Pattern::compile(row.path);
  for (const std::string& path : paths) {
    if (pattern.has_value() && pattern->matches(path)) return path;
  }
  ADD_FAILURE() << row.id << " has no path here";
  return {};
}

struct Planted {
  std::string text;        // a few lines, the secret among them
  std::size_t begin, end;  // of the secret
};

// The first match of the rule in a text, as an index: of the secret, without quotes and names around it.
bool locate(const RuleRow& row, const Pattern& pattern, Planted& planted) {
  std::vector<Pattern::Group> groups;
  if (!pattern.find(planted.text, 0, planted.text.size(), groups)) return false;
  Pattern::Group secret = groups[0];
  for (std::size_t at = row.group == 0 ? 1 : static_cast<std::size_t>(row.group); at < groups.size(); ++at) {
    if (!groups[at].took_part() || groups[at].begin == groups[at].end) continue;
    secret = groups[at];
    break;
  }
  const std::string_view text = planted.text;
  const std::string_view value = detail::narrowed(row.id, text.substr(secret.begin, secret.end - secret.begin));
  planted.begin = static_cast<std::size_t>(value.data() - text.data());
  planted.end = planted.begin + value.size();
  return !value.empty() && (row.entropy == 0 || detail::shannon_entropy(value) > row.entropy);
}

// Strings that the rule's expression matches, with one of its keywords above them where they hold none, and whose
// secret has the entropy that the rule asks for.
std::vector<Planted> planted(const RuleRow& row, std::size_t most) {
  std::vector<Planted> out;
  auto pattern = Pattern::compile(row.regex);
  if (!pattern.has_value()) return out;
  MatchingStrings strings(row.regex, 7);
  const std::string keyword(row.keywords.empty() ? "" : row.keywords.front());
  for (int tries = 0; tries < 400 && out.size() < most; ++tries) {
    Planted next{"# settings " + keyword + "\n" + strings.next() + "\n# more\n", 0, 0};
    if (locate(row, *pattern, next)) out.push_back(std::move(next));
  }
  return out;
}

bool covers(const std::vector<Finding>& findings, const Planted& planted) {
  return std::ranges::any_of(findings, [&](const Finding& f) {
    return f.begin <= planted.begin && f.end >= planted.end && is_secret(f.kind);
  });
}

TEST(PlantedSecrets, every_rule_can_be_compiled_by_both_engines) {
  std::string faults;
  const auto check = [&](const Result<Pattern>& pattern) {
    if (!pattern.has_value()) faults += pattern.error().what + "\n";
  };
  const auto check_lists = [&](std::span<const detail::AllowRow> rows) {
    for (const detail::AllowRow& row : rows)
      for (const auto& expressions : {row.paths, row.regexes}) check(Pattern::compile_any(expressions));
  };
  check_lists(detail::foreign_allowlists());
  std::size_t rules = 0;
  for (const auto table : {detail::own_rules(), detail::foreign_rules()}) {
    for (const RuleRow& row : table) {
      ++rules;
      check(Pattern::compile(row.path));
      check_lists(row.allowlists);
      if (row.regex.empty()) continue;
      const std::string_view expressions[] = {row.regex};
      if (const auto scan = detail::RuleScan::compile(expressions); !scan.has_value())
        faults += scan.error().what + "\n";
      check(Pattern::compile(row.regex));
    }
  }
  EXPECT_EQ(faults, "");
  EXPECT_GE(rules, 220U);
}

TEST(PlantedSecrets, what_the_build_compiled_is_restored_for_the_same_rules_alone) {
  const auto rows = detail::secret_rows();
  std::vector<std::string_view> expressions = detail::expressions_of(rows);
  const std::string_view compiled = detail::compiled_secret_scan();
  EXPECT_TRUE(detail::RuleScan::restore(expressions, compiled).has_value());
  EXPECT_TRUE(
      detail::RuleScan::restore(detail::expressions_of(detail::personal_rows()), detail::compiled_personal_scan())
          .has_value());
  EXPECT_FALSE(detail::RuleScan::restore(expressions, compiled.substr(0, compiled.size() - 1)).has_value());
  EXPECT_FALSE(detail::RuleScan::restore(expressions, {}).has_value());
  expressions.back() = "other";
  EXPECT_FALSE(detail::RuleScan::restore(expressions, compiled).has_value());

  const std::string_view few[] = {"ab+c", "", "x{3}"};
  const auto scan = detail::RuleScan::compile(few);
  ASSERT_TRUE(scan.has_value());
  const auto again = detail::RuleScan::restore(few, scan->compiled());
  ASSERT_TRUE(again.has_value());
  const auto hits = again->scan("abbc xxx");
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].rule, 0U);
  EXPECT_EQ(hits[1].rule, 2U);
  EXPECT_EQ(hits[1].ends[0].first, 8U);
  EXPECT_EQ(again->width(2), 3U);
  EXPECT_EQ(again->width(0), std::nullopt);
}

TEST(PlantedSecrets, nearly_all_are_found) {
  const auto detector = Detector::open(secrets_alone);
  ASSERT_TRUE(detector.has_value());
  std::size_t all = 0, found = 0;
  std::map<std::string, std::vector<std::string>> missed;
  std::set<std::string> without;
  for (const RuleRow& row : secret_rules()) {
    const std::string path = path_for(row);
    const std::vector<Planted> strings = planted(row, 20);
    if (strings.size() < 10) without.insert(std::string(row.id));
    for (const Planted& one : strings) {
      ++all;
      if (covers(detector->find(one.text, path), one)) {
        ++found;
      } else {
        missed[std::string(row.id)].push_back(one.text.substr(one.begin, one.end - one.begin));
      }
    }
  }
  std::string worst;
  for (const auto& [rule, secrets] : missed) {
    for (const std::string& secret : secrets) worst += rule + ": " + secret + "\n";
  }
  EXPECT_EQ(without, std::set<std::string>{});
  EXPECT_GE(static_cast<double>(found), 0.98 * static_cast<double>(all)) << worst;
  std::cout << found << " of " << all << " planted secrets found\n" << worst;
}

// What one expression finds when it is simply run over the whole text, from match to match.
std::vector<std::pair<std::size_t, std::size_t>> plain_matches(const Pattern& pattern, std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::vector<Pattern::Group> groups;
  for (std::size_t from = 0; pattern.find(text, from, text.size(), groups);) {
    out.emplace_back(groups[0].begin, groups[0].end);
    from = std::max(groups[0].end, from + 1);
  }
  return out;
}

// The automaton tells where to look; looking only there must find what looking everywhere finds. Near misses are
// strings with one character of the secret changed.
TEST(PlantedSecrets, looking_near_the_ends_finds_what_looking_everywhere_finds) {
  const std::vector<RuleRow> rules = secret_rules();
  std::string text;
  for (const RuleRow& row : rules) {
    for (Planted& one : planted(row, 3)) {
      text += one.text;
      one.text[(one.begin + one.end) / 2] = '~';
      text += one.text;
    }
  }
  std::string faults;
  std::size_t matches = 0;
  for (const RuleRow& row : rules) {
    const std::string_view expressions[] = {row.regex};
    const auto scan = detail::RuleScan::compile(expressions);
    const auto pattern = Pattern::compile(row.regex);
    ASSERT_TRUE(scan.has_value() && pattern.has_value());
    std::vector<std::pair<std::size_t, std::size_t>> found;
    const auto hits = scan->scan(text);
    if (!hits.empty()) {
      detail::each_match(*pattern, hits[0].ends, scan->width(0), text, [&](const std::vector<Pattern::Group>& groups) {
        found.emplace_back(groups[0].begin, groups[0].end);
      });
    }
    matches += found.size();
    if (found != plain_matches(*pattern, text)) faults += std::string(row.id) + "\n";
  }
  EXPECT_EQ(faults, "");
  EXPECT_GT(matches, 3 * rules.size() / 2);
}

TEST(PlantedSecrets, near_misses_are_left_alone) {
  const auto detector = Detector::open(secrets_alone);
  ASSERT_TRUE(detector.has_value());
  std::size_t all = 0, found = 0;
  std::string listing;
  for (const RuleRow& row : secret_rules()) {
    if (detail::is_generic_rule(row.id) || row.id.find("password") != std::string_view::npos) continue;
    const auto pattern = Pattern::compile(row.regex);
    for (Planted& one : planted(row, 10)) {
      for (std::size_t at = one.begin; at < one.end; at += 7) one.text[at] = '~';
      if (Planted again = one; locate(row, *pattern, again)) continue;
      ++all;
      const std::vector<Finding> findings = detector->find(one.text, path_for(row));
      if (findings.empty()) continue;
      ++found;
      listing += std::string(row.id) + " as " + findings.front().rule + "\n";
    }
  }
  std::cout << listing << found << " of " << all << " near misses taken for secrets\n";
  EXPECT_GT(all, 1000U);
  EXPECT_LE(static_cast<double>(found), 0.02 * static_cast<double>(all));
}

// For bench/secrets_bench.py, which lets other scanners look for the same strings.
TEST(PlantedSecrets, are_written_for_other_scanners_on_demand) {
  const char* named = std::getenv("OYER_PLANTED");
  if (named == nullptr) GTEST_SKIP() << "OYER_PLANTED names no folder to write the planted secrets to";
  const std::filesystem::path folder = named;
  std::size_t number = 0;
  for (const RuleRow& row : secret_rules()) {
    for (const Planted& one : planted(row, 5)) {
      const std::filesystem::path file = folder / std::to_string(10000 + number++) / path_for(row);
      std::filesystem::create_directories(file.parent_path());
      ASSERT_TRUE(write_file(file, one.text).has_value());
    }
  }
}

// Installed code that everybody has read holds hardly any secret, so nearly all that is found there is a mistake.
TEST(PlantedSecrets, hardly_anything_is_found_in_installed_code) {
  namespace fs = std::filesystem;
  const auto detector = Detector::open(secrets_alone);
  ASSERT_TRUE(detector.has_value());
  std::size_t found = 0;
  double bytes = 0;
  std::string listing;
  for (const fs::path folder : {"/usr/lib/python3.11", "/usr/lib/python3", "/usr/include"}) {
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied)) {
      const std::string ending = entry.path().extension().string();
      if ((ending != ".py" && ending != ".h" && ending != ".hpp") || !entry.is_regular_file()) continue;
      const auto text = read_file(entry.path());
      if (!text.has_value() || bytes > 30e6) continue;
      bytes += static_cast<double>(text->size());
      const std::string path = entry.path().lexically_relative(folder).string();
      for (const Finding& finding : detector->find(*text, path)) {
        ++found;
        listing += path + " " + finding.rule + " " + text->substr(finding.begin, finding.end - finding.begin) + "\n";
      }
    }
  }
  if (bytes == 0) GTEST_SKIP() << "neither a Python library nor headers are installed";
  std::cout << found << " findings in " << bytes / 1e6 << " MB\n" << listing;
  EXPECT_LE(static_cast<double>(found), bytes / 1e6);
}

}  // namespace
}  // namespace oyer::datasets
