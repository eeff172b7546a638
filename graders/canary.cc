#include "graders/canary.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/json.h"
#include "datasets/task_file.h"
#include "graders/detail/bundled.h"

namespace oyer::graders {

namespace {

// Splits JSON lines; the last may lack its end.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Verdicts that come at once. One that needs its limit to run out would cost more than it tells.
bool is_quick(Verdict verdict) {
  return verdict != Verdict::time_limit && verdict != Verdict::memory_limit && verdict != Verdict::output_limit;
}

using Tasks = std::map<std::string, std::shared_ptr<const datasets::Task>>;

Result<Tasks> read_tasks() {
  Tasks tasks;
  for (const std::string_view line : lines_of(detail::bundled_tasks)) {
    OYER_TRY(datasets::Task task, datasets::parse_task(line));
    task.cpu_ms = 30'000;
    task.wall_ms = 300'000;
    task.memory_bytes = Bytes(512_MiB).count;
    std::string id = task.id;
    tasks.emplace(std::move(id), std::make_shared<const datasets::Task>(std::move(task)));
  }
  return tasks;
}

// nullopt for one that is no canary.
Result<std::optional<Canary>> read_canary(const Tasks& tasks, std::string_view line) {
  Canary canary;
  OYER_TRY(canary.candidate, datasets::parse_candidate(line));
  OYER_TRY(const json::value row, json::parse(line));
  const json::string* expect = json::find_string(row.get_object(), "expect");
  const json::string* label = json::find_string(row.get_object(), "label");
  const auto task = tasks.find(canary.candidate.task_id);
  const auto verdict = expect == nullptr ? std::nullopt : parse_verdict(json::view(*expect));
  if (!verdict || label == nullptr || task == tasks.end()) {
    return fail(corrupt("a built-in candidate of " + canary.candidate.task_id + " names no task, label or verdict"));
  }
  if (!is_quick(*verdict) || task->second->language != Language::python || canary.candidate.language) {
    return std::optional<Canary>();
  }
  canary.task = task->second;
  canary.verdict = *verdict;
  canary.label = json::view(*label);
  return std::optional(std::move(canary));
}

using Canaries = std::vector<Canary>;

// "right", "wrong", "crash", "cheat": the first word of a label.
std::string kind_of(const Canary& canary) { return canary.label.substr(0, canary.label.find_first_of(":, ")); }

// The members of each shape in turn, so that a few in a row are of every shape.
void spread_shapes(Canaries& members) {
  std::map<std::size_t, std::size_t> seen;
  std::vector<std::pair<std::size_t, Canary>> ranked;
  for (Canary& one : members) {
    const std::size_t rank = seen[one.task->shape.index()]++;
    ranked.emplace_back(rank, std::move(one));
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  members.clear();
  for (auto& [rank, one] : ranked) members.push_back(std::move(one));
}

// Every second one a cheat: what a hole lets through is a cheat, and each of them tries another.
Canaries in_turn(Canaries cheats, const std::map<std::string, Canaries>& others) {
  Canaries canaries;
  std::size_t most = 0, cheat = 0;
  for (const auto& [kind, members] : others) most = std::max(most, members.size());
  for (std::size_t n = 0; n < most; ++n) {
    for (const auto& [kind, members] : others) {
      if (!cheats.empty()) canaries.push_back(cheats[cheat++ % cheats.size()]);
      canaries.push_back(members[n % members.size()]);
    }
  }
  return canaries;
}

}  // namespace

Result<std::vector<Canary>> bundled_canaries() {
  OYER_TRY(const Tasks tasks, read_tasks());
  std::map<std::string, Canaries> kinds;
  for (const std::string_view line : lines_of(detail::bundled_candidates)) {
    OYER_TRY(auto canary, read_canary(tasks, line));
    if (canary) kinds[kind_of(*canary)].push_back(std::move(*canary));
  }
  for (auto& [kind, members] : kinds) spread_shapes(members);
  Canaries cheats = std::move(kinds["cheat"]);
  kinds.erase("cheat");
  return in_turn(std::move(cheats), kinds);
}

}  // namespace oyer::graders
