#include "graders/admission.h"

#include <gtest/gtest.h>

#include "datasets/task_file.h"

namespace oyer::graders {
namespace {

using V = Verdict;
using datasets::Task;

// Two public and two private tests, in two groups.
const Task& task() {
  static const Task made = *datasets::parse_task(
      R"({"schema":"oyer.task/1","id":"t","prompt":"p","entry_point":"f","reference":)"
      R"("def f(a, b):\n    return a - b\n",)"
      R"("cases":{"tests":[{"id":"b0","group":"base","visibility":"public","input":[1,1],"expected":0},)"
      R"({"id":"b1","group":"base","visibility":"public","input":[3,1],"expected":2},)"
      R"({"id":"p0","group":"plus","input":[5,1],"expected":4},)"
      R"({"id":"p1","group":"plus","input":[1,5],"expected":-4}]}})");
  return made;
}

// A record whose tests came out as the letters say: P passed, F failed.
RewardRecord record_of(const std::string& letters, V verdict, int cpu_ms = 5) {
  RewardRecord record;
  Grade grade;
  grade.verdict = verdict;
  const auto& cases = std::get<datasets::CasesShape>(task().shape).cases;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    CaseResult one{cases[i].id, cases[i].group, cases[i].visibility, Outcome::passed, V::accepted, ""};
    if (letters[i] == 'F') one.outcome = Outcome::failed, one.verdict = verdict;
    grade.cases.push_back(one);
  }
  if (verdict != V::accepted) grade.reason = "got 1, not 0";
  record.outcome = grade;
  record.measured.candidate.cpu = std::chrono::milliseconds(cpu_ms);
  return record;
}

RewardRecord error_record(Error error) {
  RewardRecord record;
  record.outcome = std::move(error);
  return record;
}

const RewardRecord passed = record_of("PPPP", V::accepted);
const RewardRecord failed = record_of("FFFF", V::wrong_answer);

// The evidence of these records for the trials in their order: references, stub, empty, mutations.
AdmissionEvidence evidence_of(const std::vector<RewardRecord>& plain, const std::vector<RewardRecord>& mutations) {
  TrialOptions options;
  options.runs = static_cast<std::uint32_t>(plain.size() - 2);
  options.mutations = static_cast<std::uint32_t>(mutations.size());
  AdmissionFile file(task(), plain_trials(task(), options));
  for (std::size_t i = 0; i < plain.size(); ++i) file.take(i, plain[i]);
  if (mutations.empty()) return std::move(file).close();
  EXPECT_TRUE(file.reference_stands());
  const std::size_t first = file.add(mutation_trials(task(), options));
  EXPECT_EQ(file.trials().size(), first + mutations.size()) << "the reference has too few mutations for this test";
  for (std::size_t i = 0; i < mutations.size(); ++i) file.take(first + i, mutations[i]);
  return std::move(file).close();
}

std::string verdict_text(const AdmissionEvidence& evidence, double least_j = 0.5) {
  const AdmissionVerdict said = verdict_of(evidence, least_j);
  std::string text(said.verdict ? name_of(*said.verdict) : "none");
  for (const std::string& reason : said.reasons) text += "; " + reason;
  return text;
}

TEST(Admission, of_tests_that_tell_right_from_wrong) {
  const AdmissionEvidence evidence =
      evidence_of({passed, passed, failed, failed}, {failed, record_of("PPPF", V::wrong_answer), failed, passed});
  EXPECT_EQ(verdict_text(evidence), "admit");
  const AdmissionScores scores = scores_of(evidence);
  EXPECT_EQ(scores.tpr, 1.0);
  EXPECT_DOUBLE_EQ(*scores.tnr, 5.0 / 6);
  EXPECT_EQ(scores.mutation_score, 0.75);
  EXPECT_DOUBLE_EQ(*scores.youden_j, 5.0 / 6);
  EXPECT_EQ(scores.flakiness, 0.0);
  EXPECT_EQ(evidence.groups, (std::vector<GroupKills>{{"base", 2, 2, 2}, {"plus", 2, 3, 3}}));
  EXPECT_EQ(
      evidence.tests,
      (std::vector<TestKills>{{"b0", "base", 2, 0}, {"b1", "base", 2, 0}, {"p0", "plus", 2, 0}, {"p1", "plus", 3, 1}}));
  ASSERT_EQ(evidence.survivors.size(), 1U);
  EXPECT_EQ(evidence.survivors[0].line, 2U);
  EXPECT_TRUE(evidence.survivors[0].diff.starts_with("@@ -2 +2 @@\n-    return a - b\n+"));
  EXPECT_EQ(evidence.reference_cpu, std::chrono::milliseconds(5));
  EXPECT_EQ(evidence.cpu, std::chrono::milliseconds(40));
}

TEST(Admission, too_many_survivors_are_weak_tests_and_where_that_begins_is_asked_for) {
  const AdmissionEvidence evidence = evidence_of({passed, failed, failed}, {passed, passed, passed, failed});
  EXPECT_EQ(verdict_text(evidence), "admit") << "J is exactly 0.5";
  EXPECT_EQ(verdict_text(evidence, 0.6), "weak_tests; J is 0.50, below 0.60: 3 of 4 mutations survive");
}

TEST(Admission, stub_or_empty_program_that_passes_is_weak_tests) {
  EXPECT_EQ(verdict_text(evidence_of({passed, passed, passed}, {failed, failed, failed, failed, failed, failed})),
            "weak_tests; a stub passes; an empty program passes");
}

TEST(Admission, reference_that_fails_every_time_is_broken_and_is_not_mutated) {
  EXPECT_EQ(verdict_text(evidence_of({failed, failed, failed, failed}, {})),
            "broken; the reference passes none of 2 runs: 2 wrong_answer: got 1, not 0");
}

TEST(Admission, reference_that_fails_at_times_is_flaky) {
  const AdmissionEvidence evidence = evidence_of({passed, failed, passed, failed, failed}, {});
  EXPECT_EQ(verdict_text(evidence),
            "flaky; the reference passes 2 of 3 runs: 2 accepted, 1 wrong_answer: got 1, not 0");
  EXPECT_DOUBLE_EQ(*scores_of(evidence).flakiness, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*scores_of(evidence).tpr, 2.0 / 3);
}

TEST(Admission, reference_that_its_data_keeps_from_being_judged_is_broken) {
  const auto refused = error_record(invalid_input("the reference raises"));
  EXPECT_EQ(verdict_text(evidence_of({refused, refused, refused, refused}, {})),
            "broken; the reference passes none of 2 runs: 2 refused: the reference raises");
}

TEST(Admission, reference_that_passes_unsoundly_is_broken_unless_that_is_accepted) {
  RewardRecord unsound = passed;
  std::get<Grade>(unsound.outcome).isolation = Isolation::shared_process;
  for (const bool accept : {false, true}) {
    AdmissionFile file(task(), plain_trials(task(), {.runs = 1}), accept);
    file.take(0, unsound);
    file.take(1, failed);
    file.take(2, failed);
    EXPECT_EQ(file.reference_stands(), accept);
    EXPECT_EQ(
        verdict_text(std::move(file).close()),
        accept ? "admit"
               : "broken; the reference passes none of 1 runs: 1 unsound: it shares a process with its tests, or its "
                 "answers cannot leave it");
  }
}

TEST(Admission, harness_error_is_no_kill_and_leaves_the_verdict_open_only_where_it_hangs_on_it) {
  const auto error = error_record(host_error("the keeper is gone", 32));
  const AdmissionEvidence few = evidence_of({passed, failed, failed}, {failed, failed, error, failed});
  EXPECT_EQ(few.killed, 3U);
  EXPECT_EQ(scores_of(few).mutation_score, 1.0);
  EXPECT_EQ(few.unjudged, (std::vector<Unjudged>{{TrialKind::mutation, 5, "the keeper is gone"}}));
  EXPECT_EQ(verdict_text(few), "admit; 1 could not be judged: the keeper is gone");
  const AdmissionEvidence many = evidence_of({passed, failed, failed}, {failed, error, error, error, error});
  EXPECT_EQ(verdict_text(many), "none; 4 could not be judged: the keeper is gone");
  EXPECT_EQ(verdict_text(evidence_of({passed, error, failed, failed}, {})),
            "none; 1 could not be judged: the keeper is gone");
  EXPECT_EQ(verdict_text(evidence_of({error, error, error}, {})), "none; 3 could not be judged: the keeper is gone");
}

TEST(Admission, mutation_that_does_not_compile_counts_as_nothing) {
  const AdmissionEvidence evidence =
      evidence_of({passed, failed, failed}, {failed, record_of("FFFF", V::compile_error)});
  EXPECT_EQ(evidence.stillborn, 1U);
  EXPECT_EQ(evidence.killed, 1U);
  EXPECT_EQ(scores_of(evidence).mutation_score, 1.0);
}

TEST(Admission, trial_without_a_record_is_told) {
  AdmissionFile file(task(), plain_trials(task(), {.runs = 1}));
  file.take(0, passed);
  file.take(2, failed);
  const AdmissionEvidence evidence = std::move(file).close();
  EXPECT_EQ(evidence.unjudged, (std::vector<Unjudged>{{TrialKind::stub, 1, "not reached"}}));
}

TEST(PublicTests, that_are_private_as_well_are_those_with_the_same_text_or_input) {
  EXPECT_TRUE(shared_tests(task()).empty());
  const Task cases =
      *datasets::parse_task(R"({"schema":"oyer.task/1","id":"t","prompt":"p","entry_point":"f","reference":"f = abs",)"
                            R"("cases":{"tests":[{"id":"a","visibility":"public","input":[1],"expected":1},)"
                            R"({"id":"b","input":[1],"expected":1},)"
                            R"({"id":"c","input":[2],"expected":2}]}})");
  EXPECT_EQ(shared_tests(cases), (std::vector<std::pair<std::string, std::string>>{{"a", "b"}}));
  const Task code = *datasets::parse_task(
      R"({"schema":"oyer.task/1","id":"t","prompt":"p","entry_point":"f","reference":"f = abs","function":{"tests":[)"
      R"({"id":"x","code":"assert f(1) == 1","visibility":"public"},{"id":"y","code":"  assert f(1) == 1\n"}]}})");
  EXPECT_EQ(shared_tests(code), (std::vector<std::pair<std::string, std::string>>{{"x", "y"}}));
  AdmissionFile file(code, plain_trials(code, {.runs = 1}));
  EXPECT_EQ(verdict_text(std::move(file).close()), "broken; public test x is private test y as well");
}

TEST(AdmissionRow, tells_everything_but_what_was_measured_as_a_function_of_the_records) {
  json::object row = admission_row(evidence_of({passed, failed, failed}, {failed, failed, passed}), 0.5);
  EXPECT_EQ(json::print(row.at("measured")), R"({"reference_cpu_ns":5000000,"cpu_ns":30000000})");
  EXPECT_EQ(json::print(row.at("kills")), R"([{"test":"b0","killed":2,"alone":0},{"test":"b1","killed":2,"alone":0},)"
                                          R"({"test":"p0","killed":2,"alone":0},{"test":"p1","killed":2,"alone":0}])");
  const auto slower =
      admission_row(evidence_of({record_of("PPPP", V::accepted, 9), failed, failed}, {failed, failed, passed}), 0.5);
  row.erase("measured");
  json::object other = slower;
  other.erase("measured");
  EXPECT_EQ(row, other);
  EXPECT_EQ(row.at("verdict"), "admit");
  EXPECT_EQ(row.at("schema"), "oyer.admission/1");
  const auto error = error_record(host_error("the keeper is gone", 32));
  EXPECT_EQ(json::print(admission_row(evidence_of({passed, failed, error}, {}), 0.5).at("unjudged")),
            R"([{"what":"empty 2","error":"the keeper is gone"}])");
}

}  // namespace
}  // namespace oyer::graders
