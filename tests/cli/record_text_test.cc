#include "cli/record_text.h"

#include <gtest/gtest.h>

#include "tests/cli/support.h"
#include "tests/support/golden.h"

namespace oyer::cli {
namespace {

TEST(RecordText, shows_verdict_tests_evidence_and_code) {
  test::expect_golden("tests/cli/golden/record.txt", record_text(12, testing::record_of("T/0", 1, {true, false}), {}));
}

TEST(RecordText, shows_every_judgement_and_the_other_graders_word) {
  graders::RewardRecord record = testing::record_of("T/0", 1, {true, false});
  graders::Grade grade = *record.grade();
  grade.replays = {graders::Verdict::accepted, graders::Verdict::wrong_answer};
  grade.flags = {std::string(graders::replays_disagree)};
  grade.faithful =
      graders::Faithful{"evalplus",
                        {{"base", graders::FaithfulOutcome::passed, ""},
                         {"plus", graders::FaithfulOutcome::timed_out, "said nothing: exited with code 0"}}};
  record.outcome = grade;
  test::expect_golden("tests/cli/golden/record-compared.txt", record_text(14, record, {}));
}

TEST(RecordText, infra_error_shows_its_error_and_no_reward) {
  test::expect_golden("tests/cli/golden/record-infra-error.txt",
                      record_text(13, testing::infra_error_of("T/0", 1), {}));
}

}  // namespace
}  // namespace oyer::cli
