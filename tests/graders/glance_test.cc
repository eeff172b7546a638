#include "graders/glance.h"

#include <gtest/gtest.h>

#include "graders/ledger.h"
#include "tests/graders/grades.h"
#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;
using namespace test;

constexpr const char* rules[] = {
    "binary",
    "fraction",
    "rlef",
    "coderl",
    "rltf",
    "weighted:public=0.25,b\"\\ase=3",
    "expr: passed + 10 * public_passed + 100 * planned + 1000 * run + 1e4 * answered + 1e5 * flags + 1e6 * turn"};

// A record of each verdict, with all that could lead a reader astray: quotes and brackets in every text, tests of both
// kinds and several groups, turns, unsound grades, an infra_error.
std::vector<RewardRecord> records() {
  std::vector<RewardRecord> all;
  for (const Verdict verdict : all_verdicts) {
    std::vector<CaseResult> cases = {passed("a", "b\"\\ase"), failed("\"]}", Verdict::time_limit)};
    cases.push_back({"c", "tests", Visibility::public_test, Outcome::not_run, std::nullopt, ""});
    if (verdict == Verdict::no_code) cases.clear();
    Grade grade = verdict == Verdict::accepted ? accepted() : refused(verdict, cases);
    grade.reason = verdict == Verdict::accepted ? "" : R"(","sound":true,"verdict":"accepted)";
    grade.flags = {"confirmed_time", "late\\\"answer"};
    grade.evidence = {3, 2, 1, true};
    if (verdict == Verdict::accepted) grade.evidence = {1, 1, 1, true};
    if (verdict == Verdict::denied) grade.isolation = Isolation::shared_process;
    RewardRecord record = record_of(grade, "T\"{\\/" + std::string(name_of(verdict)), all.size());
    record.completion = "x = \"\\\\\" # }],\"verdict\":\"accepted\",";
    record.turn = {"e\"", static_cast<std::uint32_t>(all.size() % 3), std::nullopt, all.size() % 2 == 0};
    all.push_back(record);
  }
  all.push_back(record_of(accepted()));
  all.back().outcome = host_error("\"verdict\":\"accepted\"", 3);
  return all;
}

TEST(Glance, gives_the_rewards_that_the_whole_record_gives) {
  Glance glance;
  for (const RewardRecord& record : records()) {
    ASSERT_TRUE(glance_at(json::print(to_json(record)), glance)) << record.task_id;
    EXPECT_EQ(glance.task_id, record.task_id);
    EXPECT_EQ(glance.index, record.index);
    for (const char* text : rules) {
      for (const bool accept_unsound : {false, true}) {
        RewardRule rule = parse_rule(text).value();
        rule.accept_unsound = accept_unsound;
        const auto given = glance.grade ? reward(*glance.grade, rule, glance.turn) : std::nullopt;
        EXPECT_EQ(given, reward(record, rule)) << record.task_id << " " << text;
      }
    }
  }
}

TEST(Glance, takes_records_of_earlier_ledgers) {
  json::object object = to_json(records()[0]);
  for (const char* field : {"task_digest", "episode", "turn", "parent_turn", "last_turn", "public", "private"}) {
    object.erase(field);
  }
  Glance glance;
  ASSERT_TRUE(glance_at(json::print(object), glance));
  EXPECT_EQ(glance.turn, Turn{});
}

TEST(Glance, leaves_what_is_written_otherwise_to_the_whole_reader) {
  const std::string text = json::print(to_json(records()[0]));
  Glance glance;
  for (std::size_t size = 0; size < text.find("\"sound\""); size += 7) {
    EXPECT_FALSE(glance_at(text.substr(0, size), glance)) << size;
  }
  EXPECT_FALSE(glance_at("{ \"schema\": \"oyer.record/1\" }", glance));
  EXPECT_FALSE(glance_at("[]", glance));
  std::string large = text;
  large.replace(large.find("\"turn\":0"), 8, "\"turn\":4294967296");
  EXPECT_FALSE(glance_at(large, glance));
  std::string newer = text;
  newer.replace(newer.find("record/1"), 8, "record/2");
  EXPECT_FALSE(glance_at(newer, glance));
}

TEST(Glance, keeps_nothing_of_the_record_before) {
  Glance glance;
  ASSERT_TRUE(glance_at(json::print(to_json(records()[1])), glance));
  ASSERT_EQ(glance.index, 1U);
  ASSERT_EQ(glance.grade->evidence.planned, 3U);
  ASSERT_TRUE(glance_at(R"({"schema":"oyer.record/1","verdict":"no_code","sound":true})", glance));
  EXPECT_EQ(glance.task_id, "");
  EXPECT_EQ(glance.index, 0U);
  EXPECT_EQ(glance.turn, Turn{});
  EXPECT_EQ(glance.grade->evidence, Evidence{});
  EXPECT_TRUE(glance.grade->cases.empty() && glance.grade->flags.empty());
}

TEST(Ledger, tells_rewards_as_its_records_do) {
  const oyer::test::TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  std::vector<RewardRecord> all = records();
  for (RewardRecord& record : all) {
    const RewardRecord* const one[] = {&record};
    ASSERT_EQ(outcome_of(ledger.append(one)), "ok");
  }
  for (const char* text : rules) {
    const RewardRule rule = parse_rule(text).value();
    using Told = std::vector<std::tuple<std::uint64_t, std::string, std::uint64_t, std::optional<double>>>;
    Told whole, quick;
    ASSERT_EQ(outcome_of(ledger.for_each(
                  [&](std::uint64_t seq, const RewardRecord& record) {
                    whole.emplace_back(seq, record.task_id, record.index, reward(record, rule));
                    return true;
                  },
                  true)),
              "ok");
    ASSERT_EQ(outcome_of(ledger.for_each_reward(
                  rule,
                  [&](std::uint64_t seq, const std::string& task, std::uint64_t index, std::optional<double> given) {
                    quick.emplace_back(seq, task, index, given);
                    return true;
                  })),
              "ok");
    EXPECT_EQ(quick.size(), all.size());
    EXPECT_EQ(quick, whole) << text;
  }
}

}  // namespace
}  // namespace oyer::graders
