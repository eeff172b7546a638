#include "graders/admission.h"

#include <algorithm>

namespace oyer::graders {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

struct Listed {
  std::string id;
  std::string_view content;
  Visibility visibility;
};

std::vector<Listed> listed(const datasets::Task& task) {
  std::vector<Listed> all;
  if (const auto* function = std::get_if<datasets::FunctionShape>(&task.shape)) {
    for (const auto& test : function->tests) all.push_back({test.id, trimmed(test.code), test.visibility});
  } else if (const auto* cases = std::get_if<datasets::CasesShape>(&task.shape)) {
    for (const auto& one : cases->cases) all.push_back({one.id, trimmed(one.input_json), one.visibility});
  } else {
    for (const auto& test : std::get<datasets::StdioShape>(task.shape).tests) {
      all.push_back({test.id, trimmed(test.input), test.visibility});
    }
  }
  return all;
}

// What a run came to, test by test. Reasons are left out: they may name addresses and times.
Digest outcome_of(const Grade& grade) {
  Digester digester;
  digester.field(name_of(grade.verdict));
  for (const CaseResult& one : grade.cases) {
    digester.field(name_of(one.outcome)).field(one.verdict ? name_of(*one.verdict) : "");
  }
  return digester.finish();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> shared_tests(const datasets::Task& task) {
  const std::vector<Listed> all = listed(task);
  std::map<std::string_view, const Listed*> open;
  for (const Listed& one : all) {
    if (one.visibility == Visibility::public_test) open.try_emplace(one.content, &one);
  }
  std::vector<std::pair<std::string, std::string>> shared;
  for (const Listed& one : all) {
    if (one.visibility != Visibility::private_test) continue;
    if (const auto at = open.find(one.content); at != open.end()) shared.emplace_back(at->second->id, one.id);
  }
  return shared;
}

// ---- gathering --------------------------------------------------------------------------------------------------

AdmissionFile::AdmissionFile(const datasets::Task& task, std::vector<Trial> plain, bool accept_unsound)
    : task_(task), accept_unsound_(accept_unsound), trials_(std::move(plain)), taken_(trials_.size()) {
  evidence_.task_id = task.id;
  evidence_.task = datasets::tests_digest(task);
  evidence_.has_reference = task.reference.has_value();
  evidence_.shared_tests = shared_tests(task);
}

std::size_t AdmissionFile::add(MutationTrials mutations) {
  const std::size_t first = trials_.size();
  evidence_.possible = mutations.possible;
  evidence_.planned = static_cast<std::uint32_t>(mutations.trials.size());
  evidence_.no_mutations = std::move(mutations.problem);
  for (Trial& trial : mutations.trials) trials_.push_back(std::move(trial));
  taken_.resize(trials_.size());
  return first;
}

bool AdmissionFile::reference_stands() const noexcept {
  return evidence_.runs > 0 && evidence_.passed == evidence_.runs;
}

void AdmissionFile::take(std::size_t place, const RewardRecord& record) {
  const Trial& trial = trials_.at(place);
  taken_.at(place) = true;
  evidence_.cpu += record.measured.candidate.cpu + record.measured.judge.cpu;
  if (const auto* error = std::get_if<Error>(&record.outcome)) {
    if (trial.kind == TrialKind::reference && error->kind == Error::Kind::invalid_input) {
      ++evidence_.runs;
      ++evidence_.verdicts["refused"];
      ++outcomes_[sha256("refused")];
      if (evidence_.reason.empty()) evidence_.reason = error->what;
    } else {
      evidence_.unjudged.push_back({trial.kind, trial.candidate.index, error->what});
    }
    return;
  }
  const Grade& grade = *record.grade();
  switch (trial.kind) {
    case TrialKind::reference: return take_reference(record);
    case TrialKind::stub: evidence_.stub = grade.verdict; return;
    case TrialKind::empty: evidence_.empty = grade.verdict; return;
    case TrialKind::mutation: return take_mutation(trial, record);
  }
}

void AdmissionFile::take_reference(const RewardRecord& record) {
  const Grade& grade = *record.grade();
  const bool accepted = grade.verdict == Verdict::accepted;
  const bool unsound = accepted && !grade.sound() && !accept_unsound_;
  ++evidence_.runs;
  ++evidence_.verdicts[unsound ? "unsound" : std::string(name_of(grade.verdict))];
  ++outcomes_[outcome_of(grade)];
  if (!accepted || unsound) {
    if (evidence_.reason.empty()) {
      evidence_.reason = !unsound     ? grade.reason
                         : grade.weak ? "in tier weak"
                                      : "it shares a process with its tests, or its answers cannot leave it";
    }
    return;
  }
  const Nanos cpu = record.measured.candidate.cpu;
  if (evidence_.passed++ == 0 || cpu < evidence_.reference_cpu) evidence_.reference_cpu = cpu;
  if (!evidence_.tests.empty()) return;
  for (const CaseResult& one : grade.cases) {
    evidence_.tests.push_back({one.id, one.group, 0, 0});
    const auto same = [&](const GroupKills& group) { return group.group == one.group; };
    auto at = std::find_if(evidence_.groups.begin(), evidence_.groups.end(), same);
    if (at == evidence_.groups.end()) at = evidence_.groups.insert(at, {one.group, 0, 0, 0});
    ++at->tests;
  }
}

void AdmissionFile::take_mutation(const Trial& trial, const RewardRecord& record) {
  const Grade& grade = *record.grade();
  if (grade.verdict == Verdict::compile_error) {
    ++evidence_.stillborn;
  } else if (grade.verdict != Verdict::accepted) {
    count_kill(trial, grade);
  } else {
    ++evidence_.survived;
    ++evidence_.operators[trial.mutation->kind].survived;
    evidence_.survivors.push_back(
        {trial.mutation->kind, trial.mutation->span.row + 1, parsers::diff_of(*task_.reference, *trial.mutation)});
  }
}

void AdmissionFile::count_kill(const Trial& trial, const Grade& grade) {
  ++evidence_.killed;
  ++evidence_.operators[trial.mutation->kind].killed;
  ++evidence_.ways[std::string(name_of(grade.verdict))];
  std::vector<std::size_t> failed;
  for (std::size_t i = 0; i < grade.cases.size() && i < evidence_.tests.size(); ++i) {
    if (grade.cases[i].outcome == Outcome::failed) failed.push_back(i);
  }
  for (const std::size_t i : failed) {
    ++evidence_.tests[i].killed;
    if (failed.size() == 1) ++evidence_.tests[i].alone;
  }
  bool yet = false;
  for (GroupKills& group : evidence_.groups) {
    const auto of_group = [&](std::size_t i) { return evidence_.tests[i].group == group.group; };
    const bool here = std::any_of(failed.begin(), failed.end(), of_group);
    yet = yet || here;
    if (here) ++group.killed;
    if (yet) ++group.killed_yet;
  }
}

AdmissionEvidence AdmissionFile::close() && {
  for (std::size_t place = 0; place < trials_.size(); ++place) {
    const Trial& trial = trials_[place];
    if (!taken_[place]) evidence_.unjudged.push_back({trial.kind, trial.candidate.index, "not reached"});
  }
  for (const auto& [outcome, count] : outcomes_) evidence_.agreeing = std::max(evidence_.agreeing, count);
  return std::move(evidence_);
}

}  // namespace oyer::graders
