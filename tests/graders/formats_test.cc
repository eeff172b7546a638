// docs/formats.md says what rules and records do.
#include <gtest/gtest.h>

#include <charconv>

#include "base/file.h"
#include "graders/record.h"
#include "tests/graders/grades.h"

namespace oyer::graders {
namespace {

using test::failed;
using test::passed;

std::string page() { return read_file(std::string(OYER_SOURCE_DIR) + "/docs/formats.md").value(); }

// A grade of this verdict with so many of four tests passed, as far as the verdict allows. The first test weighs 3 by
// its group, the others 1.
Grade grade_of(Verdict verdict, std::size_t count) {
  std::vector<CaseResult> cases;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string group = i == 0 ? "heavy" : "tests";
    const bool runs = verdict != Verdict::compile_error;
    cases.push_back(i < count || verdict == Verdict::accepted ? passed(std::to_string(i), group)
                                                              : failed(std::to_string(i), verdict, group));
    if (!runs) cases.back() = {std::to_string(i), group, Visibility::private_test, Outcome::not_run, std::nullopt, ""};
  }
  if (verdict == Verdict::no_code) cases.clear();
  return verdict == Verdict::accepted ? test::accepted(cases) : test::refused(verdict, cases);
}

std::string number(double value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value < 0 ? -value : value);
  return (value < 0 ? "−" : "") + std::string(digits, end);
}

// What a rule makes of a verdict, as the page writes it: found by trying grades with 1 and with 3 tests passed.
std::string cell(const RewardRule& rule, Verdict verdict, const Turn& turn) {
  const double few = reward(grade_of(verdict, 1), rule, turn).value();
  const double many = reward(grade_of(verdict, 3), rule, turn).value();
  if (few == many) return number(few);
  if (few == 0.25 && many == 0.75) return "p/t";
  if (few == -0.3 + 1.3 * 0.25 && many == -0.3 + 1.3 * 0.75) return "−0.3 + 1.3 p/t";
  if (few == 3.0 / 6 && many == 5.0 / 6) return "w";
  return number(few) + " to " + number(many);
}

TEST(Formats, the_table_of_rules_and_verdicts_is_what_the_code_gives) {
  struct Kind {
    const char *title, *rule;
    Turn turn;
  };
  const Kind kinds[] = {{"binary", "binary", {}},
                        {"fraction", "fraction", {}},
                        {"rlef", "rlef", {}},
                        {"rlef, earlier", "rlef", {"e", 0, std::nullopt, false}},
                        {"coderl", "coderl", {}},
                        {"rltf", "rltf", {}},
                        {"weighted", "weighted:heavy=3", {}}};
  std::string head = "| verdict |", line = "|---|", last = "| `infra_error` |";
  RewardRecord broken = test::record_of(test::accepted());
  broken.outcome = host_error("the keeper died", 0);
  for (const Kind& kind : kinds) {
    head += " " + std::string(kind.title) + " |";
    line += "---|";
    broken.turn = kind.turn;
    last += reward(broken, parse_rule(kind.rule).value()) ? " a number |" : " null |";
  }
  std::string table = head + "\n" + line + "\n";
  for (const Verdict verdict : all_verdicts) {
    table += "| `" + std::string(name_of(verdict)) + "` |";
    for (const Kind& kind : kinds) table += " " + cell(parse_rule(kind.rule).value(), verdict, kind.turn) + " |";
    table += "\n";
  }
  EXPECT_NE(page().find(table + last + "\n"), std::string::npos) << "the page lacks\n" << table << last;
}

TEST(Formats, the_page_names_what_an_expression_may_name) {
  std::string names;
  for (const std::string_view name : reward_names()) names += (names.empty() ? "`" : ", `") + std::string(name) + "`";
  EXPECT_NE(page().find("Names: " + names + "."), std::string::npos) << "the page lacks\n" << names;
}

TEST(Formats, the_page_names_every_field_of_a_record_and_the_schema_is_the_one_inside) {
  const std::string file = read_file(std::string(OYER_SOURCE_DIR) + "/docs/schemas/record.schema.json").value();
  EXPECT_EQ(record_json_schema, file);
  const json::value schema = json::parse(file).value();
  const std::string text = page();
  const std::size_t begin = text.find("\n## Records"), end = text.find("\n## Rules");
  ASSERT_LT(begin, end);
  const std::string section = text.substr(begin, end - begin);
  for (const auto& member : schema.as_object().at("properties").as_object()) {
    const std::string name(member.key().data(), member.key().size());
    EXPECT_NE(section.find("`" + name + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace oyer::graders
