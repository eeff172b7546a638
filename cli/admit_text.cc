#include "cli/admit_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

using Align = Column::Align;
using graders::Admission;

constexpr Admission kAllVerdicts[] = {Admission::admit, Admission::weak_tests, Admission::broken, Admission::flaky};

// A mean in the making.
class Mean {
 public:
  void add(const std::optional<double>& value) {
    if (!value) return;
    sum_ += *value;
    ++count_;
  }
  double value() const { return count_ == 0 ? 0 : sum_ / count_; }

 private:
  double sum_ = 0;
  int count_ = 0;
};

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Over all groups of all tasks: where a task has no tests of a group, those before it have killed what they have.
std::vector<AdmissionSummary::Group> groups_of(const std::vector<graders::AdmissionEvidence>& all) {
  std::vector<AdmissionSummary::Group> groups;
  const auto named = [&](const auto& list, const std::string& name) {
    return std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.group == name; });
  };
  for (const graders::AdmissionEvidence& one : all) {
    for (const graders::GroupKills& group : one.groups) {
      if (named(groups, group.group) == groups.end()) groups.push_back({group.group, 0, 0, 0});
    }
  }
  for (const graders::AdmissionEvidence& one : all) {
    std::uint64_t yet = 0;
    for (AdmissionSummary::Group& group : groups) {
      if (const auto own = named(one.groups, group.group); own != one.groups.end()) {
        group.tests += own->tests;
        group.killed += own->killed;
        yet = own->killed_yet;
      }
      group.killed_yet += yet;
    }
  }
  return groups;
}

std::string verdict_table(const AdmissionSummary& summary) {
  Table table({{"verdict"}, {"tasks", Align::right}, {"share", Align::right}});
  const auto line = [&](std::string name, std::uint64_t count) {
    table.row({std::move(name), std::to_string(count), fmt::format("{:.1f} %", 100 * ratio(count, summary.tasks))});
  };
  for (const Admission verdict : kAllVerdicts) {
    const auto found = summary.verdicts.find(verdict);
    line(std::string(name_of(verdict)), found == summary.verdicts.end() ? 0 : found->second);
  }
  if (summary.undecided > 0) line("undecided", summary.undecided);
  return table.text();
}

std::string group_table(const AdmissionSummary& summary) {
  if (summary.groups.size() < 2) return "";
  Table table({{"tests"},
               {"number", Align::right},
               {"kill", Align::right},
               {"with those above", Align::right},
               {"score", Align::right}});
  for (const auto& one : summary.groups) {
    table.row({one.group, std::to_string(one.tests), std::to_string(one.killed), std::to_string(one.killed_yet),
               fmt::format("{:.1f} %", 100 * ratio(one.killed_yet, summary.mutations))});
  }
  return table.text() + "\n";
}

std::string operator_table(const AdmissionSummary& summary) {
  Table table({{"operator"}, {"mutations", Align::right}, {"killed", Align::right}, {"score", Align::right}});
  for (const auto& [kind, kills] : summary.operators) {
    const std::uint64_t all = std::uint64_t{kills.killed} + kills.survived;
    table.row({std::string(name_of(kind)), std::to_string(all), std::to_string(kills.killed),
               fmt::format("{:.1f} %", 100 * ratio(kills.killed, all))});
  }
  table.rule();
  table.row({"all", std::to_string(summary.mutations), std::to_string(summary.killed),
             fmt::format("{:.1f} %", 100 * ratio(summary.killed, summary.mutations))});
  return table.text();
}

}  // namespace

AdmissionSummary add_up(const std::vector<graders::AdmissionEvidence>& all, double least_j) {
  AdmissionSummary summary;
  summary.tasks = all.size();
  summary.groups = groups_of(all);
  Mean tpr, tnr, mutation_score, youden_j;
  for (const graders::AdmissionEvidence& one : all) {
    const graders::AdmissionVerdict verdict = verdict_of(one, least_j);
    const graders::AdmissionScores scores = scores_of(one);
    if (verdict.verdict)
      ++summary.verdicts[*verdict.verdict];
    else
      ++summary.undecided;
    tpr.add(scores.tpr);
    tnr.add(scores.tnr);
    mutation_score.add(scores.mutation_score);
    youden_j.add(scores.youden_j);
    summary.mutations += one.killed + one.survived;
    summary.killed += one.killed;
    summary.stillborn += one.stillborn;
    summary.unjudged += one.unjudged.size();
    if (one.killed > 0 && one.survived == 0) ++summary.perfect;
    for (const auto& [kind, kills] : one.operators) {
      summary.operators[kind].killed += kills.killed;
      summary.operators[kind].survived += kills.survived;
    }
    if (verdict.reasons.empty() && verdict.verdict) continue;
    std::string reasons;
    for (const std::string& reason : verdict.reasons) reasons += (reasons.empty() ? "" : "; ") + reason;
    summary.remarks.push_back(
        {one.task_id, std::string(verdict.verdict ? name_of(*verdict.verdict) : "undecided"), std::move(reasons)});
  }
  summary.tpr = tpr.value();
  summary.tnr = tnr.value();
  summary.mutation_score = mutation_score.value();
  summary.youden_j = youden_j.value();
  return summary;
}

std::string admission_text(const AdmissionSummary& summary, std::size_t most_remarks) {
  std::string text = verdict_table(summary) + "\n" + group_table(summary) + operator_table(summary);
  text += fmt::format(
      "\nmeans over the tasks: TPR {:.3f}, TNR {:.3f}, mutation score {:.3f}, Youden's J {:.3f}; every mutation killed "
      "in {} of {} tasks\n",
      summary.tpr, summary.tnr, summary.mutation_score, summary.youden_j, summary.perfect, summary.tasks);
  if (summary.stillborn > 0)
    text += fmt::format("{} mutations do not compile and count as nothing\n", summary.stillborn);
  if (summary.unjudged > 0)
    text += fmt::format("{} programs could not be judged and count as nothing\n", summary.unjudged);
  if (summary.remarks.empty()) return text;
  text += "\n";
  for (std::size_t i = 0; i < summary.remarks.size() && i < most_remarks; ++i) {
    const AdmissionSummary::Remark& one = summary.remarks[i];
    text += fmt::format("{}  {}: {}\n", one.verdict, printable(one.task_id), shortened(printable(one.reasons), 160));
  }
  if (summary.remarks.size() > most_remarks) {
    text += fmt::format("and {} more: see the rows\n", summary.remarks.size() - most_remarks);
  }
  return text;
}

json::object to_json(const AdmissionSummary& summary) {
  json::object verdicts, operators;
  for (const Admission verdict : kAllVerdicts) {
    const auto found = summary.verdicts.find(verdict);
    verdicts[name_of(verdict)] = found == summary.verdicts.end() ? 0 : found->second;
  }
  for (const auto& [kind, kills] : summary.operators) {
    operators[name_of(kind)] = {{"killed", kills.killed}, {"survived", kills.survived}};
  }
  json::array groups;
  for (const auto& one : summary.groups) {
    groups.push_back(
        {{"group", one.group}, {"tests", one.tests}, {"killed", one.killed}, {"killed_yet", one.killed_yet}});
  }
  return {{"schema", "oyer.admission_summary/1"},
          {"tasks", summary.tasks},
          {"verdicts", std::move(verdicts)},
          {"undecided", summary.undecided},
          {"mutations", summary.mutations},
          {"killed", summary.killed},
          {"stillborn", summary.stillborn},
          {"unjudged", summary.unjudged},
          {"perfect", summary.perfect},
          {"operators", std::move(operators)},
          {"groups", std::move(groups)},
          {"tpr_mean", summary.tpr},
          {"tnr_mean", summary.tnr},
          {"mutation_score_mean", summary.mutation_score},
          {"youden_j_mean", summary.youden_j}};
}

}  // namespace oyer::cli
