// Files that are not what they should be: a clear error with the place, the right exit code, nothing half written.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/benchmark.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

constexpr const char* task =
    R"({"schema":"oyer.task/1","id":"a","prompt":"one","entry_point":"one","function":{"tests":["assert one() == 1"]}})"
    "\n";
constexpr const char* candidate = R"({"task_id":"a","completion":"def one():\n    return 1\n"})"
                                  "\n";

class BadInput : public ::testing::Test {
 protected:
  void expect_grade(const std::string& tasks, const std::string& candidates, int code, const std::string& said) {
    expect({"grade", place_.write("tasks.jsonl", tasks), place_.write("candidates.jsonl", candidates), "--out",
            place_.path("out.jsonl")},
           code, said);
    EXPECT_FALSE(place_.has("out.jsonl"));
  }
  void expect(const std::vector<std::string>& words, int code, const std::string& said) {
    const Ended ended = place_.oyer(words);
    EXPECT_EQ(ended.code, code) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_NE(ended.err.find(said), std::string::npos) << "expected \"" << said << "\" in: " << ended.err;
  }
  Place place_;
};

TEST_F(BadInput, mistakes_in_rows_are_told_with_file_and_line) {
  const std::string tasks = place_.path("tasks.jsonl"), candidates = place_.path("candidates.jsonl");
  expect_grade("", candidate, 65, tasks);
  expect_grade("{\n", candidate, 65, tasks + ":1:");
  expect_grade(std::string(task) + task, candidate, 65, tasks + ":2:");
  expect_grade("{\"id\": \"\xff\"}\n", candidate, 65, tasks + ":1:");
  expect_grade(task, std::string(candidate) + "\n\nnot json\n", 65, candidates + ":4:");
  expect_grade(task, std::string(candidate) + R"({"task_id":"zzz","completion":""})", 65,
               candidates + ":2: no task has the id \"zzz\"");
  expect_grade(task, R"({"task_id":"a"})", 65, candidates + ":1:");
}

TEST_F(BadInput, missing_files_and_folders_in_their_place_are_bad_data) {
  const auto tasks = place_.write("t.jsonl", task);
  expect({"grade", place_.path("none.jsonl"), tasks}, 65, "none.jsonl");
  expect({"grade", tasks, place_.path("")}, 65, place_.path(""));
  expect({"eval", "humaneval", "--data", place_.path("none"), "--reference"}, 65, "none");
  expect({"replay", place_.path("none.json")}, 65, "none.json");
  expect({"replay", place_.write("empty.json", "")}, 65, "empty.json");
  expect({"records", "--ledger", place_.path("none")}, 65, "there is no ledger");
}

TEST_F(BadInput, file_of_another_benchmark_is_refused) {
  const auto data = place_.write("data.jsonl", small_benchmark(1));
  expect({"eval", "mbpp", "--data", data, "--reference"}, 65, data);
}

TEST_F(BadInput, gzip_cut_short_is_refused) {
  const auto data = place_.write("data.jsonl.gz", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c", 12));
  expect({"eval", "humaneval", "--data", data, "--reference"}, 65, data);
}

TEST_F(BadInput, line_of_two_hundred_megabytes_is_refused) {
  std::string row = R"({"task_id":"a","completion":")";
  row.append(200'000'000, 'x');
  expect_grade(task, row + "\"}\n", 65, place_.path("candidates.jsonl") + ":1:");
}

TEST_F(BadInput, interpreter_that_is_missing_or_none_is_a_lack_of_the_host) {
  const auto tasks = place_.write("t.jsonl", task), candidates = place_.write("c.jsonl", candidate);
  expect({"grade", tasks, candidates, "--python", "/nonexistent/python3"}, 96, "/nonexistent/python3");
  expect({"grade", tasks, candidates, "--python", "/bin/true"}, 96, "/bin/true");
}

TEST_F(BadInput, ledger_that_is_something_else_is_left_as_it_was) {
  const auto tasks = place_.write("t.jsonl", task), candidates = place_.write("c.jsonl", candidate);
  const auto ledger = place_.write("ledger", "dear diary\n");
  expect({"grade", tasks, candidates, "--ledger", ledger}, 65, ledger);
  EXPECT_EQ(place_.bytes("ledger"), "dear diary\n");
  expect({"records", "--ledger", ledger}, 65, ledger);
}

TEST_F(BadInput, ledger_that_cannot_be_made_names_the_way_out) {
  const auto tasks = place_.write("t.jsonl", task), candidates = place_.write("c.jsonl", candidate);
  expect({"grade", tasks, candidates, "--ledger", tasks + "/ledger"}, 96, "--ledger");
}

}  // namespace
}  // namespace oyer::cli::testing
