#include "cli/score.h"

#include <algorithm>

#include "cli/progress.h"

namespace oyer::cli {
namespace {

constexpr std::size_t slowest_shown = 5;

enum class Way { all, base, own };

bool right(const Judged& candidate, Way way, bool accept_unsound) {
  if (!candidate.sound && !accept_unsound) return false;
  if (way == Way::base) return candidate.base_passed;
  return way == Way::own ? candidate.own_accepted.value_or(false) : candidate.outcome == "accepted";
}

std::vector<graders::TaskCount> counts(const std::vector<Judged>& candidates, Way way, bool accept_unsound) {
  std::vector<graders::TaskCount> tasks;
  const std::string* task = nullptr;
  for (const Judged& candidate : candidates) {
    if (candidate.outcome == "infra_error") continue;
    if (task == nullptr || *task != candidate.task_id) tasks.emplace_back();
    task = &candidate.task_id;
    ++tasks.back().candidates;
    tasks.back().correct += right(candidate, way, accept_unsound) ? 1 : 0;
  }
  return tasks;
}

bool passed_all(const graders::Grade& grade, std::string_view group) {
  const graders::Tally tally = graders::tally(grade, group);
  return tally.total > 0 && tally.passed == tally.total;
}

void add(TaskScore& score, const Judged& candidate) {
  ++score.candidates;
  ++score.outcomes[candidate.outcome];
  if (!candidate.reward) return;
  score.reward_sum += *candidate.reward;
  ++score.rewarded;
}

}  // namespace

Judged judged(const graders::RewardRecord& record, const graders::RewardRule& rule) {
  Judged one;
  one.task_id = record.task_id;
  one.index = record.index;
  one.outcome = outcome_name(record);
  one.reward = graders::reward(record, rule);
  one.cpu = record.measured.candidate.cpu;
  if (const graders::Grade* grade = record.grade()) {
    one.reason = grade->reason;
    one.sound = grade->sound();
    one.base_passed = passed_all(*grade, "base");
    if (!grade->profiles.empty()) one.own_accepted = grade->profiles.front().verdict == graders::Verdict::accepted;
    one.plus_passed = graders::tally(*grade, "plus").total == 0 ? one.base_passed : passed_all(*grade, "plus");
  } else {
    one.reason = to_string(std::get<Error>(record.outcome));
  }
  return one;
}

Score add_up(const std::vector<Judged>& candidates) {
  Score score;
  for (const Judged& candidate : candidates) {
    if (score.tasks.empty() || score.tasks.back().task_id != candidate.task_id) {
      score.tasks.emplace_back().task_id = candidate.task_id;
    }
    add(score.tasks.back(), candidate);
    add(score.all, candidate);
    const bool accepted = candidate.outcome == "accepted";
    if (accepted && !candidate.sound) ++score.unsound;
    if (candidate.own_accepted && *candidate.own_accepted != accepted)
      ++(accepted ? score.only_strict : score.only_own);
  }
  for (const graders::TaskCount& count : counts(candidates, Way::all, true)) {
    score.fewest = score.most == 0 ? count.candidates : std::min(score.fewest, count.candidates);
    score.most = std::max(score.most, count.candidates);
  }
  score.slowest = candidates;
  const auto slower = [](const Judged& a, const Judged& b) { return a.cpu > b.cpu; };
  std::stable_sort(score.slowest.begin(), score.slowest.end(), slower);
  if (score.slowest.size() > slowest_shown) score.slowest.resize(slowest_shown);
  return score;
}

std::vector<PassAtK> pass_at(const std::vector<Judged>& candidates, const std::vector<std::uint64_t>& ks,
                             const Counting& counting) {
  struct Row {
    Way way;
    std::string tests, comparison;
  };
  std::vector<Row> rows = {{Way::all, "all", ""}};
  if (counting.plus) rows = {{Way::base, "base", ""}, {Way::all, "base+plus", ""}};
  if (!counting.profile.empty()) rows = {{Way::own, "all", counting.profile}, {Way::all, "all", "strict"}};
  std::vector<PassAtK> scores;
  for (const Row& row : rows) {
    const auto tasks = counts(candidates, row.way, counting.accept_unsound);
    for (const std::uint64_t k : ks) {
      if (const auto estimate = graders::pass_at_k(tasks, k))
        scores.push_back({row.tests, k, *estimate, row.comparison});
    }
  }
  return scores;
}

}  // namespace oyer::cli
