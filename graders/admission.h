// Admission: whether a task may be trained or measured on. Its evidence is what trials (graders/trial.h) came to; the
// verdict is a pure function of it.
//
// What is counted (reference for the formulas: docs/formats.md): TPR, the share of right programs that pass; TNR, the
// share of wrong ones that fail; Youden's J = TPR + TNR - 1 (Youden, Index for rating diagnostic tests, 1950), which
// is what is left of a difference between right and wrong after the tests have spoken: the gap between two programs'
// mean rewards shrinks by it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "datasets/task.h"
#include "graders/record.h"
#include "graders/trial.h"

namespace oyer::graders {

enum class Admission {
  admit,
  weak_tests,  // wrong programs pass
  broken,      // the reference does not pass, is missing, or public tests are private ones as well
  flaky,       // the reference passes at times
};

std::string_view name_of(Admission verdict) noexcept;

// One test, and what it found among the mutations.
struct TestKills {
  std::string id;
  std::string group;
  std::uint32_t killed = 0;  // mutations that fail it
  std::uint32_t alone = 0;   // of those, mutations that fail no other test
  friend bool operator==(const TestKills&, const TestKills&) = default;
};

// The tests of one name ("base", "plus"; "tests" where there is only one).
struct GroupKills {
  std::string group;
  std::uint32_t tests = 0;
  std::uint32_t killed = 0;      // mutations that fail some test of this group
  std::uint32_t killed_yet = 0;  // or of a group before it
  friend bool operator==(const GroupKills&, const GroupKills&) = default;
};

struct OperatorKills {
  std::uint32_t killed = 0;
  std::uint32_t survived = 0;
  friend bool operator==(const OperatorKills&, const OperatorKills&) = default;
};

// A mutation that every test let through: a hole in the tests, or a program that does the same.
struct Survivor {
  parsers::MutationOperator kind = parsers::MutationOperator::arithmetic;
  std::uint32_t line = 0;  // from 1
  std::string diff;
  friend bool operator==(const Survivor&, const Survivor&) = default;
};

// What could not be judged, which counts as nothing.
struct Unjudged {
  TrialKind kind = TrialKind::reference;
  std::uint64_t index = 0;  // of its candidate
  std::string error;
  friend bool operator==(const Unjudged&, const Unjudged&) = default;
};

struct AdmissionEvidence {
  std::string task_id;
  Digest task;  // datasets::tests_digest
  // The reference. `agreeing`: runs with the most frequent outcome, test by test.
  bool has_reference = false;
  std::uint32_t runs = 0, passed = 0, agreeing = 0;
  // Of the runs. "refused": its data keeps it from being judged; "unsound": accepted, but nobody can tell.
  std::map<std::string, std::uint32_t> verdicts;
  std::string reason;                                             // of the first run that did not pass
  std::optional<Verdict> stub, empty;                             // unset: not judged
  std::vector<std::pair<std::string, std::string>> shared_tests;  // a public test and a private one that is the same
  // Mutations.
  std::uint64_t possible = 0;
  std::uint32_t planned = 0, killed = 0, survived = 0;
  std::uint32_t stillborn = 0;  // they do not compile, and say nothing of the tests
  std::string no_mutations;     // why there are none
  std::map<parsers::MutationOperator, OperatorKills> operators;
  std::map<std::string, std::uint32_t> ways;  // verdicts of those that were killed
  std::vector<GroupKills> groups;             // in the task's order
  std::vector<TestKills> tests;               // in the task's order
  std::vector<Survivor> survivors;
  std::vector<Unjudged> unjudged;
  // Measured.
  Nanos reference_cpu{0};  // the least of the runs that passed
  Nanos cpu{0};            // of all trials, judges included
};

// Unset where nothing was judged that it is a share of.
struct AdmissionScores {
  std::optional<double> tpr;
  std::optional<double> tnr;             // mutations, stub and empty program
  std::optional<double> mutation_score;  // killed over all that compile
  std::optional<double> youden_j;
  std::optional<double> flakiness;  // the share of the reference's runs that differ from the most frequent outcome
};

AdmissionScores scores_of(const AdmissionEvidence& evidence);

struct AdmissionVerdict {
  std::optional<Admission> verdict;  // unset: it hangs on what could not be judged
  std::vector<std::string> reasons;  // none where it is admitted without reservation
};

// Admitted are tasks whose J is `least_j` or more.
AdmissionVerdict verdict_of(const AdmissionEvidence& evidence, double least_j);

// Tests that are both public and private, by their text or input without the white space around it.
std::vector<std::pair<std::string, std::string>> shared_tests(const datasets::Task& task);

// Gathers the evidence of one task. Not thread safe.
class AdmissionFile {
 public:
  // The task must outlive this. A reference that passes unsoundly (Grade::sound) passes only where `accept_unsound`: no
  // reward comes of such tests, and one that compares equal to everything would pass them.
  AdmissionFile(const datasets::Task& task, std::vector<Trial> plain, bool accept_unsound = false);

  const datasets::Task& task() const noexcept { return task_; }
  const std::vector<Trial>& trials() const noexcept { return trials_; }

  // The record of trials()[place], each once. A record without a grade is an unjudged trial, but for a reference that
  // its data keeps from being judged: that is a finding.
  void take(std::size_t place, const RewardRecord& record);

  // True where every run of the reference passed, so that mutations of it mean something.
  bool reference_stands() const noexcept;
  // Puts mutations behind the other trials; where the first of them stands.
  std::size_t add(MutationTrials mutations);

  // With every trial that no record came for as unjudged.
  AdmissionEvidence close() &&;

 private:
  void take_reference(const RewardRecord& record);
  void take_mutation(const Trial& trial, const RewardRecord& record);
  void count_kill(const Trial& trial, const Grade& grade);

  const datasets::Task& task_;
  bool accept_unsound_;
  std::vector<Trial> trials_;
  std::vector<bool> taken_;
  std::map<Digest, std::uint32_t> outcomes_;
  AdmissionEvidence evidence_;
};

// One row of oyer.admission/1 (docs/formats.md).
json::object admission_row(const AdmissionEvidence& evidence, double least_j);

}  // namespace oyer::graders
