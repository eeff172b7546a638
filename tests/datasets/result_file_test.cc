#include "datasets/result_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/jsonl.h"
#include "tests/datasets/scratch.h"

namespace oyer::datasets {
namespace {

using ::testing::HasSubstr;

template <class T>
T must(Result<T> result) {
  if (!result.has_value()) throw std::runtime_error(to_string(result.error()));
  return std::move(*result);
}

const std::vector<HumanEvalResult> three_results{
    {R"({"task_id": "a", "completion": "x", "seed": 123456789012345678901234567890, "p": 0.10})", true, "passed"},
    {R"({"result":"old","task_id":"b","passed":true})", false, "failed: \"quoted\"\n"},
    {"{}", false, "timed out"},
    {R"({"task_id":"c"})", std::nullopt, "infra_error: deadline"},
};

constexpr std::string_view three_lines =
    R"({"task_id": "a", "completion": "x", "seed": 123456789012345678901234567890, "p": 0.10, )"
    "\"result\": \"passed\", \"passed\": true}\n"
    R"({"task_id": "b", "result": "failed: \"quoted\"\n", "passed": false})"
    "\n"
    R"({"result": "timed out", "passed": false})"
    "\n"
    R"({"task_id": "c", "result": "infra_error: deadline", "passed": null})"
    "\n";

TEST(HumanEvalResults, every_field_is_carried_through_as_it_stood) {
  const Scratch scratch;
  ASSERT_TRUE(write_humaneval_results(scratch.at("r.jsonl"), three_results).has_value());
  EXPECT_EQ(must(read_file(scratch.at("r.jsonl"))), three_lines);
}

TEST(HumanEvalResults, are_gzipped_by_their_name) {
  const Scratch scratch;
  ASSERT_TRUE(write_humaneval_results(scratch.at("r.jsonl.gz"), three_results).has_value());
  EXPECT_EQ(must(read_file(scratch.at("r.jsonl.gz"))).substr(0, 2), "\x1f\x8b");
  JsonlReader reader = must(JsonlReader::open(scratch.at("r.jsonl.gz")));
  std::string text;
  while (auto line = must(reader.next_text())) text += line->text + "\n";
  EXPECT_EQ(text, three_lines);
}

TEST(HumanEvalResults, nothing_is_left_under_the_name_when_a_row_is_refused) {
  const Scratch scratch;
  const std::vector<HumanEvalResult> bad{{"{}", true, "passed"}, {"{", true, "passed"}};
  EXPECT_FALSE(write_humaneval_results(scratch.at("r.jsonl"), bad).has_value());
  EXPECT_TRUE(std::filesystem::is_empty(scratch.at("")));
}

TEST(EvalPlusResults, grades_are_read_whole) {
  const EvalPlusResults results = must(parse_evalplus_results(
      R"j({"date": "2024-01-02 03:04", "hash": "abc", "eval": {"Mbpp/2": [{"task_id": "Mbpp/2", "solution": "s", )j"
      R"j("base_status": "pass", "plus_status": "fail", "base_fail_tests": [], )j"
      R"j("plus_fail_tests": [[[1e400, NaN]], []]}], )j"
      R"j("Mbpp/3": [{"task_id": "Mbpp/3", "solution": "t", "base_status": "timeout", "plus_status": null}]}})j"));
  EXPECT_EQ(results.date, "2024-01-02 03:04");
  EXPECT_EQ(results.hash, "abc");
  EXPECT_EQ(results.grades, (std::vector<EvalPlusGrade>{
                                {"Mbpp/2", "s", "pass", "fail", {}, {"[[1e400, NaN]]", "[]"}},
                                {"Mbpp/3", "t", "timeout", "", {}, {}},
                            }));
}

TEST(EvalPlusResults, other_files_are_refused) {
  const Scratch scratch;
  EXPECT_EQ(read_evalplus_results(scratch.file("a.json", "{}")).error().what,
            scratch.at("a.json").string() + ": the result file has no field \"eval\"; add it (docs/formats.md)");
  EXPECT_EQ(parse_evalplus_results(R"({"eval":{"a":[{"task_id":"a","solution":"","base_status":"ok"}]}})").error().what,
            "the grade of a needs \"base_status\" and \"plus_status\" to be \"pass\", \"fail\" or \"timeout\"; mend "
            "the field");
  EXPECT_THAT(read_evalplus_results(scratch.file("b.json", "\xff")).error().what, HasSubstr("not UTF-8"));
}

// Counted with Python's json from the same files.
TEST(RealFiles, graded_answers_are_read_with_their_verdicts) {
  OYER_NEEDS_SHARED_DATA();
  struct Counts {
    std::size_t grades = 0, base = 0, plus = 0, failing_inputs = 0;
    bool operator==(const Counts&) const = default;
  };
  std::map<std::string, Counts> found;
  for (const char* name :
       {"llama-3-8b-instruct.humaneval", "llama-3-8b-instruct.mbpp", "mistral-7b-instruct.humaneval"}) {
    const auto results = must(read_evalplus_results(shared_data() / "evalplus-graded" / (std::string(name) + ".json")));
    Counts& counts = found[name];
    for (const EvalPlusGrade& grade : results.grades) {
      ++counts.grades;
      counts.base += grade.base_status == "pass" ? 1U : 0U;
      counts.plus += grade.base_status == "pass" && grade.plus_status == "pass" ? 1U : 0U;
      counts.failing_inputs += grade.base_fail_tests.size() + grade.plus_fail_tests.size();
    }
  }
  EXPECT_EQ(found, (std::map<std::string, Counts>{
                       {"llama-3-8b-instruct.humaneval", {164, 105, 94, 128}},
                       {"llama-3-8b-instruct.mbpp", {378, 249, 211, 225}},
                       {"mistral-7b-instruct.humaneval", {164, 74, 64, 179}},
                   }));
}

}  // namespace
}  // namespace oyer::datasets
