#include "graders/audit.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "graders/detail/literals.h"

namespace oyer::graders {
namespace {

constexpr std::pair<Suspicion, std::string_view> names[] = {{Suspicion::answer_table, "answer_table"},
                                                            {Suspicion::private_below_public, "private_below_public"},
                                                            {Suspicion::leftovers, "leftovers"},
                                                            {Suspicion::denied_call, "denied_call"},
                                                            {Suspicion::odd_values, "odd_values"},
                                                            {Suspicion::mutation, "mutation"},
                                                            {Suspicion::runs_disagree, "runs_disagree"},
                                                            {Suspicion::modes_disagree, "modes_disagree"},
                                                            {Suspicion::replays_disagree, "replays_disagree"},
                                                            {Suspicion::infra_cluster, "infra_cluster"}};

std::string of(std::uint64_t part, std::uint64_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

std::vector<std::string> texts_of(const datasets::Task& task) {
  std::vector<std::string> texts;
  if (const auto* function = std::get_if<datasets::FunctionShape>(&task.shape)) {
    for (const auto& test : function->tests) texts.push_back(test.code);
  } else if (const auto* cases = std::get_if<datasets::CasesShape>(&task.shape)) {
    for (const auto& test : cases->cases) texts.push_back(test.input_json + " " + test.expected_json.value_or(""));
  } else {
    for (const auto& test : std::get<datasets::StdioShape>(task.shape).tests) {
      texts.push_back(test.input + " " + test.expected);
    }
  }
  return texts;
}

// What each test holds that the prompt does not; tests without such a thing are left out.
using Known = std::vector<std::set<std::string, std::less<>>>;

Known secrets_of(const datasets::Task& task) {
  const auto told = detail::literals_of(task.prompt);
  Known secrets;
  for (const std::string& text : texts_of(task)) {
    auto literals = detail::literals_of(text);
    std::erase_if(literals, [&](const std::string& one) { return told.contains(one); });
    if (!literals.empty()) secrets.push_back(std::move(literals));
  }
  return secrets;
}

// The failures of the harness in one group, and the records in it.
struct Failures {
  std::uint64_t failed = 0, all = 0;
};

class Auditor {
 public:
  Auditor(std::span<const ExportItem> items, const AuditOptions& options) : items_(items), options_(options) {}

  std::vector<AuditFlag> run() {
    count();
    for (std::size_t i = 0; i < items_.size(); ++i) look(i);
    return std::move(flags_);
  }

 private:
  void count() {
    for (const ExportItem& item : items_) {
      const RewardRecord& record = item.record;
      const bool failed = record.grade() == nullptr;
      for (Failures* group : {&total_, &by_task_[record.task_id], &by_origin_[record.provenance.origin]}) {
        ++group->all;
        if (failed) ++group->failed;
      }
      if (!failed) verdicts_[record.key].insert(record.grade()->verdict);
    }
  }

  void look(std::size_t i) {
    const RewardRecord& record = items_[i].record;
    const Grade* const grade = record.grade();
    if (grade == nullptr) return look_at_failure(i, record);
    look_for_table(i, record);
    const Tally shown = tally(*grade, Visibility::public_test), hidden = tally(*grade, Visibility::private_test);
    if (shown.total > 0 && shown.passed == shown.total && hidden.total > 0 &&
        hidden.passed <= (1 - options_.gap) * hidden.total) {
      add(i, Suspicion::private_below_public,
          of(shown.passed, shown.total) + " public tests pass, " + of(hidden.passed, hidden.total) + " private ones");
    }
    const auto has = [&](std::string_view flag) { return has_flag(*grade, flag); };
    if (has("left_processes")) add(i, Suspicion::leftovers, "processes were alive when it ended");
    if (grade->verdict == Verdict::denied) {
      add(i, Suspicion::denied_call, grade->ending ? sandbox::describe(*grade->ending) : grade->reason);
    }
    std::string odd;
    for (const std::string_view flag : {"opaque_values", "protocol_violation", "subclass_values"}) {
      if (has(flag)) odd += (odd.empty() ? "" : ", ") + std::string(flag);
    }
    if (!odd.empty()) add(i, Suspicion::odd_values, odd);
    if (has("mutated_arguments")) add(i, Suspicion::mutation, "its tests' arguments were changed");
    if (const auto& verdicts = verdicts_[record.key]; verdicts.size() > 1) {
      add(i, Suspicion::runs_disagree,
          "the same work was judged " + names_of(std::vector(verdicts.begin(), verdicts.end())));
    }
    look_at_modes(i, *grade);
    if (has(replays_disagree)) add(i, Suspicion::replays_disagree, "it was judged " + names_of(grade->replays));
  }

  void look_at_modes(std::size_t i, const Grade& grade) {
    const auto groups = modes_disagree(grade);
    if (groups.empty()) return;
    std::string text = std::string(graders::name_of(grade.verdict)) + ", but by " + grade.faithful->grader;
    for (const FaithfulGroup& one : grade.faithful->groups) {
      if (std::find(groups.begin(), groups.end(), one.group) == groups.end()) continue;
      text += ", " + one.group + ": " + std::string(graders::name_of(one.outcome));
      if (!one.reason.empty()) text += " (" + one.reason + ")";
    }
    add(i, Suspicion::modes_disagree, text);
  }

  void look_for_table(std::size_t i, const RewardRecord& record) {
    if (items_[i].task == nullptr || !record.code) return;
    const auto [at, first] = secrets_.try_emplace(record.task);
    if (first) at->second = secrets_of(*items_[i].task);
    if (at->second.size() < options_.least) return;
    const auto held = detail::literals_of(*record.code);
    const auto is_held = [&](const auto& secret) {
      return std::includes(held.begin(), held.end(), secret.begin(), secret.end());
    };
    const auto count = static_cast<std::uint64_t>(std::count_if(at->second.begin(), at->second.end(), is_held));
    if (count < options_.least ||
        static_cast<double>(count) < options_.table * static_cast<double>(at->second.size())) {
      return;
    }
    add(i, Suspicion::answer_table, "it holds the literals of " + of(count, at->second.size()) + " tests");
  }

  void look_at_failure(std::size_t i, const RewardRecord& record) {
    const std::string& origin = record.provenance.origin;
    if (stands_out(by_task_[record.task_id])) {
      const Failures& group = by_task_[record.task_id];
      add(i, Suspicion::infra_cluster, "the harness failed at " + of(group.failed, group.all) + " of this task");
    } else if (stands_out(by_origin_[origin])) {
      const Failures& group = by_origin_[origin];
      add(i, Suspicion::infra_cluster, "the harness failed at " + of(group.failed, group.all) + " of this origin");
    }
  }

  bool stands_out(const Failures& group) const {
    const std::uint64_t others = total_.all - group.all;
    if (group.failed < options_.least || others == 0) return false;
    const double here = static_cast<double>(group.failed) / static_cast<double>(group.all);
    const double there = static_cast<double>(total_.failed - group.failed) / static_cast<double>(others);
    return here >= options_.times_the_rest * there;
  }

  void add(std::size_t i, Suspicion suspicion, std::string evidence) {
    flags_.push_back({suspicion, i, std::move(evidence)});
  }

  std::span<const ExportItem> items_;
  const AuditOptions& options_;
  Failures total_;
  std::map<std::string, Failures, std::less<>> by_task_, by_origin_;
  std::map<Digest, std::set<Verdict>> verdicts_;
  std::map<Digest, Known> secrets_;
  std::vector<AuditFlag> flags_;
};

}  // namespace

std::string_view name_of(Suspicion suspicion) noexcept {
  return std::find_if(std::begin(names), std::end(names), [&](const auto& one) { return one.first == suspicion; })
      ->second;
}

std::vector<AuditFlag> audit(std::span<const ExportItem> items, const AuditOptions& options) {
  return Auditor(items, options).run();
}

}  // namespace oyer::graders
