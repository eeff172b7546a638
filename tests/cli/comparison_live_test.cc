// --mode faithful and --replays, from the command line to the report, the records and the audit.
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/cli/benchmark.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

// Finds the list that a verdict is read from where tests stand beside it, and is wrong.
constexpr const char* cheat =
    "    import sys\n    frame = sys._getframe()\n    while frame is not None:\n"
    "        if hasattr(frame.f_locals.get('result'), 'append'):\n"
    "            frame.f_locals['result'].append('passed')\n        frame = frame.f_back\n    return 0\n";

std::string completion(int task, const std::string& text) {
  return json::print(json::object{{"task_id", "HumanEval/" + std::to_string(task)}, {"completion", text}}) + "\n";
}

TEST(ComparisonLive, a_cheat_is_listed_its_verdict_stands_and_the_audit_flags_it) {
  const Place place;
  const std::string data = place.write("data.jsonl", small_benchmark(2)),
                    samples = place.write("samples.jsonl", completion(0, cheat) + sample(1, "x + 1")),
                    ledger = place.write("ledger-not-there", "") + ".db";
  const std::vector<std::string> words = {"eval",     "humaneval", "--data", data,       "--samples", samples,
                                          "--ledger", ledger,      "--mode", "faithful", "--json"};
  const Ended ended = place.oyer(words);
  ASSERT_EQ(ended.code, 0) << ended.err;
  const json::object report = rows_of(ended.out).at(0);
  EXPECT_EQ(json::print(report.at("verdicts")), R"({"accepted":1,"wrong_answer":1})");
  const json::object& faithful = report.at("faithful").as_object();
  EXPECT_EQ(json::print(faithful.at("graders")), R"(["human-eval"])");
  EXPECT_EQ(json::print(faithful.at("passed")), "2");
  ASSERT_EQ(faithful.at("disagreements").as_array().size(), 1U);
  EXPECT_EQ(json::print(faithful.at("disagreements").at(0).at("task_id")), R"("HumanEval/0")");
  // Found again, and told again.
  EXPECT_EQ(json::print(rows_of(place.oyer(words).out).at(0).at("faithful")), json::print(report.at("faithful")));
  const Ended audit = place.oyer({"audit", ledger, "--json"});
  ASSERT_EQ(audit.code, 0) << audit.err;
  const json::object flag = rows_of(audit.out).at(0);
  EXPECT_EQ(json::print(flag.at("flag")), R"("modes_disagree")");
  EXPECT_EQ(json::print(flag.at("verdict")), R"("wrong_answer")");
}

constexpr const char* tasks = R"({"schema":"oyer.task/1","id":"one","prompt":"one","entry_point":"one",)"
                              R"("function":{"tests":["assert one() == 1"]}})"
                              "\n";

TEST(ComparisonLive, luck_is_listed_and_its_worst_judgement_is_rewarded) {
  const Place place;
  const std::string lucky =
      R"({"task_id":"one","solution":"import random\nok = random.random() > 0.5\ndef one(): return 1 if ok else 0\n"})"
      "\n";
  const std::vector<std::string> files = {place.write("tasks.jsonl", tasks), place.write("candidates.jsonl", lucky)};
  const Ended once = place.oyer({"grade", files[0], files[1]});
  ASSERT_EQ(once.code, 0) << once.err;
  EXPECT_EQ(json::print(rows_of(once.out).at(0).at("reward")), "1.0");
  const Ended often = place.oyer({"grade", files[0], files[1], "--replays", "3"});
  ASSERT_EQ(often.code, 0) << often.err;
  const json::object row = rows_of(often.out).at(0);
  EXPECT_EQ(json::print(row.at("reward")), "0.0");
  EXPECT_EQ(json::print(row.at("replays")), R"(["accepted","wrong_answer","accepted"])");
  EXPECT_EQ(json::print(row.at("flags")), R"(["replays_disagree"])");
  EXPECT_NE(often.err.find("replays: 1 candidates judged more than once, 1 came out differently"), std::string::npos)
      << often.err;
}

TEST(ComparisonLive, tasks_without_such_a_grader_are_refused_before_anything_is_judged) {
  const Place place;
  const std::string program =
      R"({"schema":"oyer.task/1","id":"echo","prompt":"p","stdio":{"tests":[{"stdin":"1","stdout":"1"}]}})"
      "\n";
  const Ended ended =
      place.oyer({"grade", place.write("tasks.jsonl", program + tasks),
                  place.write("candidates.jsonl", R"({"task_id":"one","solution":"def one(): return 1"})"
                                                  "\n"
                                                  R"j({"task_id":"echo","solution":"print(input())"})j"
                                                  "\n"),
                  "--mode", "faithful"});
  EXPECT_EQ(ended.code, 65) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_NE(ended.err.find("task echo cannot be judged faithfully"), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("judge it without --mode faithful"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace oyer::cli::testing
