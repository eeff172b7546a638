#include "datasets/sample_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

std::string refusal(const Result<std::vector<Candidate>>& rows) {
  return rows.has_value() ? "read" : rows.error().what;
}

TEST(Candidates, rows_of_every_format_are_read_whole) {
  const Scratch scratch;
  const std::string first = R"({"task_id": "HumanEval/0", "completion": "    return 1\n", "temperature": 0.10})";
  const std::string second = R"({"solution":"def f(): ...","completion":"ignored","task_id":"HumanEval/0"})";
  const std::string third =
      R"({"schema":"oyer.candidate/1","task_id":17,"completion":"","origin":"m-1","generation":1,"parents":["a","b"]})";
  const auto path = scratch.file("samples.jsonl", first + "\n\n" + second + "\r\n" + third);
  EXPECT_EQ(must(read_candidates(path)),
            (std::vector<Candidate>{
                {"HumanEval/0", 0, Candidate::Kind::completion, "    return 1\n", {}, first, 1},
                {"HumanEval/0", 1, Candidate::Kind::solution, "def f(): ...", {}, second, 3},
                {"17", 0, Candidate::Kind::completion, "", {"m-1", 1, {"a", "b"}}, third, 4},
            }));
}

TEST(Candidates, unread_fields_keep_their_text) {
  EXPECT_EQ(must(unread_fields(R"({"schema": "oyer.candidate/1", "task_id": 7, "big": 12345678901234567890123,
                                   "completion": "x", "t": 0.10, "origin": "m", "generation": 1, "parents": []})")),
            R"({"big":12345678901234567890123,"t":0.10})");
  EXPECT_EQ(must(unread_fields(R"({"task_id": "a", "solution": ""})")), "{}");
  EXPECT_FALSE(unread_fields("[1]").has_value());
}

TEST(Candidates, mistakes_are_told_with_file_line_and_remedy) {
  const Scratch scratch;
  const std::string good = R"({"task_id":"a","completion":""})";
  const auto second_line = [&](const std::string& row) {
    const auto path = scratch.file("s.jsonl", good + "\n" + row + "\n");
    const std::string message = refusal(read_candidates(path));
    const std::string place = path.string() + ":2: ";
    EXPECT_TRUE(message.starts_with(place)) << message;
    return message.substr(std::min(place.size(), message.size()));
  };
  EXPECT_EQ(second_line(R"({"completion":""})"), "the candidate has no field \"task_id\"; add it (docs/formats.md)");
  EXPECT_EQ(second_line(R"({"task_id":1.5,"completion":""})"),
            "the candidate needs \"task_id\" to be a string that is not empty, or an integer; mend the field");
  EXPECT_EQ(second_line(R"({"task_id":"a","text":""})"),
            "the candidate has neither \"completion\" nor \"solution\"; give it one of them");
  EXPECT_EQ(second_line(R"({"task_id":"a","completion":["x"]})"),
            "the candidate needs \"completion\" to be a string; mend the field");
  EXPECT_EQ(second_line(R"({"task_id":"a","completion":"","generation":4294967296})"),
            "the candidate needs \"generation\" to be below 4294967296; mend the field");
  EXPECT_EQ(second_line(R"({"schema":"oyer.candidate/7","task_id":"a","completion":""})"),
            "\"oyer.candidate/7\" is a newer format than this Oyer reads (oyer.candidate/1)");
  EXPECT_EQ(second_line(R"({"schema":"oyer.task/1","task_id":"a","completion":""})"),
            "the candidate needs \"schema\" to be \"oyer.candidate/1\", or absent; mend the field");
  EXPECT_EQ(
      second_line(R"({"task_id":"a","completion":"\ud800"})"),
      "the candidate needs \"completion\" to be a string without lone surrogates (\\ud800 to \\udfff); mend the field");
  EXPECT_EQ(second_line(R"({"task_id":"a","\ud800":""})"),
            "the candidate: a field's name has a lone surrogate (\\ud800 to \\udfff); write it as one JSON object");
  EXPECT_EQ(second_line(R"({"task_id":"a","comp)"),
            "the candidate: not JSON at byte 20: the end of the string expected, the end of the text found; write it "
            "as one JSON object");
  EXPECT_EQ(refusal(read_candidates(scratch.file("empty.jsonl", ""))),
            scratch.at("empty.jsonl").string() + ": the file has no candidates; name another file");
}

TEST(Candidates, matching_gives_canonical_ids_and_counts_by_them) {
  const Scratch scratch;
  std::vector<Task> tasks(2);
  tasks[0].id = "Mbpp/5";
  tasks[1].id = "own/1";
  std::vector<Candidate> rows(4);
  rows[0].task_id = "5";
  rows[1].task_id = "own/1";
  rows[2].task_id = "MBPP/5";
  rows[3].task_id = "Mbpp/5";
  ASSERT_TRUE(match_candidates("s.jsonl", TaskIndex(tasks), rows).has_value());
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (const Candidate& row : rows) found.emplace_back(row.task_id, row.index);
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::uint64_t>>{
                       {"Mbpp/5", 0}, {"own/1", 0}, {"Mbpp/5", 1}, {"Mbpp/5", 2}}));
}

TEST(Candidates, unknown_task_is_refused_with_its_line) {
  std::vector<Task> tasks(1);
  tasks[0].id = "own/1";
  std::vector<Candidate> rows(1);
  rows[0].task_id = "own/2";
  rows[0].line = 9;
  const Status status = match_candidates("dir/s.jsonl", TaskIndex(tasks), rows);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().kind, Error::Kind::invalid_input);
  EXPECT_EQ(status.error().what,
            "dir/s.jsonl:9: no task has the id \"own/2\"; mend the id, or name the task file it belongs to");
}

TEST(Candidates, gzip_cut_short_is_refused) {
  const Scratch scratch;
  const auto path = scratch.at("s.jsonl.gz");
  JsonlWriter writer = must(JsonlWriter::create(path));
  for (int i = 0; i < 2000; ++i) {
    const json::object row{{"task_id", "a" + std::to_string(i * 7919)}, {"completion", "return"}};
    ASSERT_TRUE(writer.write(row).has_value());
  }
  ASSERT_TRUE(writer.commit().has_value());
  EXPECT_EQ(must(read_candidates(path)).size(), 2000U);
  const std::string bytes = must(read_file(path));
  EXPECT_THAT(refusal(read_candidates(scratch.file("cut.jsonl.gz", bytes.substr(0, bytes.size() / 2)))),
              HasSubstr("the gzip stream is damaged or cut short"));
}

TEST(RealFiles, multipl_e_rows_are_not_candidates_and_say_so) {
  OYER_NEEDS_SHARED_DATA();
  EXPECT_THAT(refusal(read_candidates(shared_data() / "multipl-e/humaneval-cpp.jsonl.gz")),
              HasSubstr("humaneval-cpp.jsonl.gz:1: the candidate has neither \"completion\" nor \"solution\""));
}

}  // namespace
}  // namespace oyer::datasets
