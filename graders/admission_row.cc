// From evidence to a verdict and to a row: what of an admission is pure.
#include <algorithm>

#include <fmt/format.h>

#include "graders/admission.h"

namespace oyer::graders {
namespace {

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Programs that are wrong: how many were judged, and how many failed.
struct Wrong {
  std::uint32_t judged = 0, failed = 0;
};

Wrong wrong_ones(const AdmissionEvidence& evidence) {
  Wrong wrong{evidence.killed + evidence.survived, evidence.killed};
  for (const auto& verdict : {evidence.stub, evidence.empty}) {
    if (!verdict) continue;
    ++wrong.judged;
    if (*verdict != Verdict::accepted) ++wrong.failed;
  }
  return wrong;
}

// J where all that could not be judged had passed, and where it had failed.
struct Range {
  double low = 0, high = 0;
};

std::optional<Range> range_of_j(const AdmissionEvidence& evidence) {
  const AdmissionScores scores = scores_of(evidence);
  if (!scores.tpr) return std::nullopt;
  const Wrong wrong = wrong_ones(evidence);
  const auto open = static_cast<std::uint32_t>(evidence.unjudged.size());
  if (wrong.judged + open == 0) return std::nullopt;
  const double all = wrong.judged + open;
  return Range{*scores.tpr + wrong.failed / all - 1, *scores.tpr + (wrong.failed + open) / all - 1};
}

bool lacks_a_reference_run(const AdmissionEvidence& evidence) {
  return std::any_of(evidence.unjudged.begin(), evidence.unjudged.end(),
                     [](const Unjudged& one) { return one.kind == TrialKind::reference; });
}

std::string verdicts_text(const AdmissionEvidence& evidence) {
  std::string text;
  for (const auto& [name, count] : evidence.verdicts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  return evidence.reason.empty() ? text : text + ": " + evidence.reason;
}

std::vector<std::string> faults_of(const AdmissionEvidence& evidence) {
  std::vector<std::string> faults;
  if (!evidence.has_reference) faults.emplace_back("there is no reference");
  if (evidence.runs > 0 && evidence.passed == 0 && !lacks_a_reference_run(evidence)) {
    faults.push_back(fmt::format("the reference passes none of {} runs: {}", evidence.runs, verdicts_text(evidence)));
  }
  for (const auto& [open, hidden] : evidence.shared_tests) {
    faults.push_back(fmt::format("public test {} is private test {} as well", open, hidden));
  }
  return faults;
}

std::vector<std::string> weaknesses_of(const AdmissionEvidence& evidence, double least_j) {
  std::vector<std::string> weak;
  if (evidence.stub == Verdict::accepted) weak.emplace_back("a stub passes");
  if (evidence.empty == Verdict::accepted) weak.emplace_back("an empty program passes");
  const auto j = range_of_j(evidence);
  if (j && j->high < least_j) {
    weak.push_back(fmt::format("J is {:.2f}, below {:.2f}: {} of {} mutations survive",
                               scores_of(evidence).youden_j.value_or(0), least_j, evidence.survived,
                               evidence.killed + evidence.survived));
  }
  return weak;
}

json::value number_or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

template <class Name>
json::value name_or_null(const std::optional<Name>& value) {
  return value ? json::value(name_of(*value)) : json::value(nullptr);
}

json::object counts(const std::map<std::string, std::uint32_t>& map) {
  json::object object;
  for (const auto& [name, count] : map) object[name] = count;
  return object;
}

json::object mutations_json(const AdmissionEvidence& evidence) {
  json::object operators;
  for (const auto& [kind, kills] : evidence.operators) {
    operators[name_of(kind)] = {{"killed", kills.killed}, {"survived", kills.survived}};
  }
  json::array survivors;
  for (const Survivor& one : evidence.survivors) {
    survivors.push_back({{"operator", name_of(one.kind)}, {"line", one.line}, {"diff", one.diff}});
  }
  json::object object{{"possible", evidence.possible},     {"planned", evidence.planned},
                      {"killed", evidence.killed},         {"survived", evidence.survived},
                      {"stillborn", evidence.stillborn},   {"killed_by", counts(evidence.ways)},
                      {"operators", std::move(operators)}, {"survivors", std::move(survivors)}};
  if (!evidence.no_mutations.empty()) object["problem"] = evidence.no_mutations;
  return object;
}

}  // namespace

std::string_view name_of(Admission verdict) noexcept {
  switch (verdict) {
    case Admission::admit: return "admit";
    case Admission::weak_tests: return "weak_tests";
    case Admission::broken: return "broken";
    case Admission::flaky: return "flaky";
  }
  return "unknown";
}

AdmissionScores scores_of(const AdmissionEvidence& evidence) {
  AdmissionScores scores;
  const Wrong wrong = wrong_ones(evidence);
  scores.tpr = share(evidence.passed, evidence.runs);
  scores.tnr = share(wrong.failed, wrong.judged);
  scores.mutation_score = share(evidence.killed, evidence.killed + evidence.survived);
  if (scores.tpr && scores.tnr) scores.youden_j = *scores.tpr + *scores.tnr - 1;
  scores.flakiness = share(evidence.runs - evidence.agreeing, evidence.runs);
  return scores;
}

AdmissionVerdict verdict_of(const AdmissionEvidence& evidence, double least_j) {
  if (auto faults = faults_of(evidence); !faults.empty()) return {Admission::broken, std::move(faults)};
  if (evidence.agreeing < evidence.runs) {
    return {Admission::flaky,
            {fmt::format("the reference passes {} of {} runs: {}", evidence.passed, evidence.runs,
                         verdicts_text(evidence))}};
  }
  if (auto weak = weaknesses_of(evidence, least_j); !weak.empty()) return {Admission::weak_tests, std::move(weak)};
  const auto j = range_of_j(evidence);
  const bool open = !j || j->low < least_j || lacks_a_reference_run(evidence);
  std::vector<std::string> reasons;
  if (!evidence.unjudged.empty()) {
    reasons.push_back(fmt::format("{} could not be judged: {}", evidence.unjudged.size(), evidence.unjudged[0].error));
  }
  if (open) return {std::nullopt, std::move(reasons)};
  if (!evidence.no_mutations.empty()) reasons.push_back("no mutations: " + evidence.no_mutations);
  return {Admission::admit, std::move(reasons)};
}

json::object admission_row(const AdmissionEvidence& evidence, double least_j) {
  const AdmissionVerdict verdict = verdict_of(evidence, least_j);
  const AdmissionScores scores = scores_of(evidence);
  json::array reasons, shared, groups, kills, unjudged;
  for (const std::string& reason : verdict.reasons) reasons.emplace_back(reason);
  for (const auto& [open, hidden] : evidence.shared_tests) shared.push_back(json::array{open, hidden});
  for (const GroupKills& one : evidence.groups) {
    groups.push_back(
        {{"group", one.group}, {"tests", one.tests}, {"killed", one.killed}, {"killed_yet", one.killed_yet}});
  }
  for (const TestKills& one : evidence.tests) {
    if (one.killed > 0) kills.push_back({{"test", one.id}, {"killed", one.killed}, {"alone", one.alone}});
  }
  for (const Unjudged& one : evidence.unjudged) {
    unjudged.push_back({{"what", fmt::format("{} {}", name_of(one.kind), one.index)}, {"error", one.error}});
  }
  return {{"schema", "oyer.admission/1"},
          {"task_id", evidence.task_id},
          {"task", to_string(evidence.task)},
          {"verdict", name_or_null(verdict.verdict)},
          {"reasons", std::move(reasons)},
          {"tpr", number_or_null(scores.tpr)},
          {"tnr", number_or_null(scores.tnr)},
          {"mutation_score", number_or_null(scores.mutation_score)},
          {"youden_j", number_or_null(scores.youden_j)},
          {"flakiness", number_or_null(scores.flakiness)},
          {"reference",
           {{"runs", evidence.runs},
            {"passed", evidence.passed},
            {"agreeing", evidence.agreeing},
            {"verdicts", counts(evidence.verdicts)}}},
          {"stub", name_or_null(evidence.stub)},
          {"empty", name_or_null(evidence.empty)},
          {"shared_tests", std::move(shared)},
          {"mutations", mutations_json(evidence)},
          {"groups", std::move(groups)},
          {"tests", evidence.tests.size()},
          {"kills", std::move(kills)},
          {"unjudged", std::move(unjudged)},
          {"measured", {{"reference_cpu_ns", evidence.reference_cpu.count()}, {"cpu_ns", evidence.cpu.count()}}}};
}

}  // namespace oyer::graders
