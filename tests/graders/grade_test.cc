#include "graders/grade.h"

#include <gtest/gtest.h>

#include "tests/graders/grades.h"
#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;
using test::accepted;
using test::failed;
using test::passed;
using test::refused;

TEST(Grade, an_accepted_grade_with_evidence_is_whole) {
  EXPECT_EQ(outcome_of(check(accepted())), "ok");
  EXPECT_EQ(outcome_of(check(refused(Verdict::wrong_answer))), "ok");
}

TEST(Grade, zero_tests_are_never_an_acceptance) {
  EXPECT_EQ(outcome_of(check(accepted({}))), "corrupt: grade: accepted, though not all cases passed");
}

TEST(Grade, an_acceptance_needs_planned_run_and_answered_under_the_nonce) {
  for (int field = 0; field < 4; ++field) {
    Grade grade = accepted();
    if (field == 0) grade.evidence.run = 0;
    if (field == 1) grade.evidence.answered = 0;
    if (field == 2) grade.evidence.nonce_ok = false;
    if (field == 3) grade.evidence = {};
    EXPECT_EQ(outcome_of(check(grade)), "corrupt: grade: accepted without evidence") << field;
  }
}

TEST(Grade, a_failing_test_and_an_acceptance_exclude_each_other) {
  EXPECT_EQ(outcome_of(check(accepted({passed("a"), failed("b")}))),
            "corrupt: grade: accepted, though not all cases passed");
  EXPECT_EQ(outcome_of(check(refused(Verdict::wrong_answer, {passed("a")}))),
            "corrupt: grade: all cases passed, but not accepted");
}

TEST(Grade, outcome_and_verdict_of_a_case_agree) {
  CaseResult liar = passed("a");
  liar.verdict = Verdict::wrong_answer;
  EXPECT_EQ(outcome_of(check(refused(Verdict::wrong_answer, {liar}))),
            "corrupt: grade: outcome and verdict of case a disagree");
  CaseResult silent{"b", "tests", Visibility::private_test, Outcome::not_run, Verdict::accepted, ""};
  EXPECT_EQ(outcome_of(check(refused(Verdict::wrong_answer, {silent}))),
            "corrupt: grade: outcome and verdict of case b disagree");
}

TEST(Grade, flags_are_sorted_and_unique) {
  Grade grade = accepted();
  grade.flags = {"a", "b"};
  EXPECT_EQ(outcome_of(check(grade)), "ok");
  grade.flags = {"b", "a"};
  EXPECT_EQ(outcome_of(check(grade)), "corrupt: grade: flags are not sorted and unique");
  grade.flags = {"a", "a"};
  EXPECT_EQ(outcome_of(check(grade)), "corrupt: grade: flags are not sorted and unique");
}

TEST(Grade, tallies_count_by_group_and_by_visibility) {
  Grade grade = refused(Verdict::wrong_answer,
                        {passed("a", "base"), failed("b", Verdict::time_limit, "plus"), passed("c", "plus")});
  grade.cases[0].visibility = Visibility::public_test;
  EXPECT_EQ(tally(grade), (Tally{2, 3}));
  EXPECT_EQ(tally(grade, "base"), (Tally{1, 1}));
  EXPECT_EQ(tally(grade, "plus"), (Tally{1, 2}));
  EXPECT_EQ(tally(grade, "none"), (Tally{0, 0}));
  EXPECT_EQ(tally(grade, Visibility::public_test), (Tally{1, 1}));
  EXPECT_EQ(tally(grade, Visibility::private_test), (Tally{1, 2}));
}

}  // namespace
}  // namespace oyer::graders
