// oyer grade, records and replay: from tasks and candidates to rewards and back.
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

constexpr const char* tasks =
    R"({"schema":"oyer.task/1","id":"b","prompt":"double","entry_point":"double","topic":"sums",)"
    R"("function":{"tests":["assert double(2) == 4","assert double(-1) == -2"]}})"
    "\n"
    R"({"schema":"oyer.task/1","id":"a","prompt":"one","entry_point":"one",)"
    R"("function":{"tests":["assert one() == 1"]}})"
    "\n";

constexpr const char* candidates =
    R"({"task_id":"a","completion":"def one():\n    return 1\n","origin":"m","generation":1,"parents":[],"t":0.10})"
    "\n"
    R"({"task_id":"b","completion":"def double(x):\n    return 4\n"})"
    "\n"
    R"({"task_id":"b","completion":"Sorry, I cannot help with that."})"
    "\n"
    R"({"task_id":"b","completion":"def double(x):\n    return x + x\n"})"
    "\n";

// Its expected values would come from a reference that gives none.
constexpr const char* broken_task =
    R"({"schema":"oyer.task/1","id":"broken","prompt":"p","entry_point":"f","cases":{"tests":[{"input":[1]}]},)"
    R"("reference":"def f(x):\n    raise ValueError(x)\n"})"
    "\n";

std::string summary_of(const std::vector<json::object>& rows) {
  std::string text;
  for (const json::object& row : rows) {
    text += std::string(json::view(row.at("task_id").as_string())) + json::print(row.at("index")) + " " +
            json::print(row.at("verdict")) + " " + json::print(row.at("reward")) + "\n";
  }
  return text;
}

class GradeLive : public ::testing::Test {
 protected:
  std::vector<std::string> grade(std::vector<std::string> more) const {
    std::vector<std::string> words = {"grade", place_.write("tasks.jsonl", tasks),
                                      place_.write("candidates.jsonl", candidates)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Place place_;
};

TEST_F(GradeLive, rows_come_in_order_with_rewards_and_what_candidates_brought) {
  const Ended ended = place_.oyer(grade({"--rule", "rlef"}));
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto rows = rows_of(ended.out);
  EXPECT_EQ(summary_of(rows),
            "b0 \"wrong_answer\" -1.0\n"
            "b1 \"no_code\" -1.0\n"
            "b2 \"accepted\" 1.0\n"
            "a0 \"accepted\" 1.0\n");
  EXPECT_NE(ended.out.find(R"("extra":{"t":0.10})"), std::string::npos);
  EXPECT_EQ(rows[0].at("task_extra"), (json::object{{"topic", "sums"}}));
  EXPECT_EQ(rows[3].at("origin"), "m");
  EXPECT_NE(ended.err.find("all 2 tasks"), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("ledger: " + place_.path("state/oyer/ledger")), std::string::npos) << ended.err;
}

TEST_F(GradeLive, other_rewards_come_from_the_same_records) {
  ASSERT_EQ(place_.oyer(grade({"--out", place_.path("graded/")})).code, 0);
  ASSERT_EQ(rows_of(place_.bytes("graded/records.jsonl")).size(), 4U);
  const Ended exported =
      place_.oyer({"records", "export", "--ledger", place_.path("graded/ledger"), "--rule", "fraction"});
  ASSERT_EQ(exported.code, 0) << exported.err;
  EXPECT_EQ(summary_of(rows_of(exported.out)),
            "a0 \"accepted\" 1.0\n"
            "b0 \"wrong_answer\" 0.5\n"
            "b1 \"no_code\" 0.0\n"
            "b2 \"accepted\" 1.0\n");
  const Ended csv = place_.oyer(
      {"records", "export", "--ledger", place_.path("graded/ledger"), "--format", "csv", "--verdict", "no_code"});
  EXPECT_NE(csv.out.find(",b,1,no_code,"), std::string::npos) << csv.out;
  const Ended listed = place_.oyer({"records", "--ledger", place_.path("graded/ledger"), "--task", "a"});
  EXPECT_NE(listed.out.find("accepted"), std::string::npos) << listed.out;
  EXPECT_EQ(listed.out.find("wrong_answer"), std::string::npos) << listed.out;
}

TEST_F(GradeLive, record_alone_brings_its_verdict_back) {
  ASSERT_EQ(place_.oyer(grade({"--out", place_.path("graded/")})).code, 0);
  const std::string ledger = place_.path("graded/ledger");
  const Ended exported = place_.oyer({"records", "export", "--ledger", ledger, "--verdict", "wrong_answer",
                                      "--with-tasks", "--out", place_.path("one.jsonl")});
  ASSERT_EQ(exported.code, 0) << exported.err;
  const Ended replayed = place_.oyer({"replay", place_.path("one.jsonl")});
  EXPECT_EQ(replayed.code, 0) << replayed.err;
  EXPECT_TRUE(replayed.out.starts_with("b, candidate 0: was wrong_answer, is wrong_answer\n")) << replayed.out;
  EXPECT_TRUE(replayed.out.ends_with("agree\n")) << replayed.out;

  const auto seq = json::print(rows_of(place_.bytes("one.jsonl")).at(0).at("seq"));
  const Ended again = place_.oyer({"replay", "--seq", seq, "--ledger", ledger, "--json"});
  EXPECT_EQ(json::parse(again.out)->at("same_verdict"), true) << again.err;
  const Ended shown = place_.oyer({"records", "show", seq, "--ledger", ledger});
  EXPECT_NE(shown.out.find("verdict   wrong_answer"), std::string::npos) << shown.out;
}

TEST_F(GradeLive, changed_record_is_refused) {
  ASSERT_EQ(place_.oyer(grade({"--out", place_.path("graded/")})).code, 0);
  std::string row = place_.bytes("graded/records.jsonl");
  row = row.substr(0, row.find('\n'));
  row.replace(row.find("\"code\":\"def double(x):\\n    return 4"), 34, "\"code\":\"def double(x):\\n    return 5");
  const Ended ended = place_.oyer({"replay", place_.write("forged.json", row), "--tasks", place_.path("tasks.jsonl")});
  EXPECT_EQ(ended.code, 65) << ended.err;
  EXPECT_NE(ended.err.find("does not match"), std::string::npos) << ended.err;
}

TEST_F(GradeLive, candidate_that_cannot_be_judged_has_no_reward_and_the_rest_has) {
  const auto all = place_.write("all.jsonl", std::string(tasks) + broken_task);
  const auto more = place_.write(
      "more.jsonl", std::string(candidates) + R"({"task_id":"broken","completion":"def f(x): return x"})" + "\n");
  const Ended ended = place_.oyer({"grade", all, more});
  EXPECT_EQ(ended.code, 3) << ended.err;
  const auto rows = rows_of(ended.out);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_TRUE(rows[4].at("verdict").is_null());
  EXPECT_TRUE(rows[4].at("reward").is_null());
  EXPECT_EQ(rows[3].at("verdict"), "accepted");
  EXPECT_NE(ended.err.find("  broken, candidate 0: task broken, case 0: the reference raises\n"), std::string::npos)
      << ended.err;
}

TEST_F(GradeLive, summary_can_be_json) {
  const Ended ended = place_.oyer(grade({"--json", "--out", place_.path("r.jsonl")}));
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto summary = json::parse(ended.out);
  ASSERT_TRUE(summary.has_value()) << ended.out;
  EXPECT_EQ(json::print(summary->at("verdicts")), R"({"accepted":2,"wrong_answer":1,"no_code":1})");
  EXPECT_EQ(summary->at("records"), json::value(place_.path("r.jsonl")));
}

}  // namespace
}  // namespace oyer::cli::testing
