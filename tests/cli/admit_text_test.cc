#include "cli/admit_text.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace oyer::cli {
namespace {

using graders::AdmissionEvidence;
using Op = parsers::MutationOperator;

AdmissionEvidence evidence_of(const std::string& id, std::uint32_t killed, std::uint32_t survived) {
  AdmissionEvidence one;
  one.task_id = id;
  one.has_reference = true;
  one.runs = one.passed = one.agreeing = 3;
  one.verdicts["accepted"] = 3;
  one.stub = one.empty = graders::Verdict::wrong_answer;
  one.planned = killed + survived;
  one.killed = killed;
  one.survived = survived;
  one.operators[Op::boundary] = {killed, survived};
  one.groups = {{"base", 5, killed / 2, killed / 2}, {"plus", 50, killed, killed}};
  one.tests.resize(55);
  return one;
}

std::vector<AdmissionEvidence> some_tasks() {
  std::vector<AdmissionEvidence> all = {evidence_of("T/0", 20, 0), evidence_of("T/1", 18, 6),
                                        evidence_of("T/2", 2, 14)};
  all[1].operators[Op::constant] = {3, 1};
  all[1].killed += 3;
  all[1].survived += 1;
  all[1].stillborn = 2;
  all.push_back(evidence_of("T/3\x1b[2J", 0, 0));
  all[3].passed = 0;
  all[3].verdicts = {{"time_limit", 3}};
  all[3].reason = "CPU or wall time limit";
  all.push_back(evidence_of("T/4", 0, 0));
  all[4].passed = all[4].agreeing = 2;
  all[4].verdicts = {{"accepted", 2}, {"wrong_answer", 1}};
  all.push_back(evidence_of("T/5", 4, 0));
  for (std::uint64_t i = 0; i < 9; ++i)
    all[5].unjudged.push_back({graders::TrialKind::mutation, 9 + i, "the keeper is gone"});
  return all;
}

TEST(AdmitText, report) {
  test::expect_golden("tests/cli/golden/admit.txt", admission_text(add_up(some_tasks(), 0.5)));
}

TEST(AdmitText, many_remarks_are_cut_short) {
  const std::string text = admission_text(add_up(some_tasks(), 0.5), 1);
  EXPECT_EQ(text.find("T/4"), std::string::npos) << text;
  EXPECT_NE(text.find("and 3 more: see the rows\n"), std::string::npos) << text;
}

TEST(AdmitText, task_without_tests_of_a_group_counts_with_those_before) {
  std::vector<AdmissionEvidence> all = {evidence_of("T/0", 20, 0), evidence_of("T/1", 6, 0)};
  all[1].groups = {{"base", 5, 6, 6}};
  const AdmissionSummary summary = add_up(all, 0.5);
  ASSERT_EQ(summary.groups.size(), 2U);
  EXPECT_EQ(summary.groups[0].killed_yet, 16U);
  EXPECT_EQ(summary.groups[1].killed_yet, 26U);
  EXPECT_EQ(summary.groups[1].killed, 20U);
}

TEST(AdmitText, summary_json) {
  test::expect_golden("tests/cli/golden/admit.json", json::print(to_json(add_up(some_tasks(), 0.5))) + "\n");
}

}  // namespace
}  // namespace oyer::cli
