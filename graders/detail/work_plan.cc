#include "graders/detail/work_plan.h"

#include <algorithm>
#include <map>

namespace oyer::graders::detail {

namespace {

// Enough to share the cost of a judge, few enough to stop soon.
constexpr std::uint64_t most_in_order = 16;
constexpr std::uint64_t most_in_a_round = 4;

// The portion that starts at `begin`: candidates of one task, no more than `most`.
Portion portion_at(const std::vector<Work>& work, std::uint64_t begin, std::uint64_t most) {
  Portion portion{begin, begin + 1};
  while (portion.end < work.size() && portion.end - begin < most && work[portion.end].task == work[begin].task) {
    ++portion.end;
  }
  return portion;
}

}  // namespace

std::vector<Portion> portions_in_order(const std::vector<Work>& work, unsigned workers) {
  std::vector<Portion> portions;
  for (std::uint64_t at = 0; at < work.size(); at = portions.back().end) {
    const std::uint64_t share = (work.size() - at) / (8 * std::max<std::uint64_t>(1, workers));
    portions.push_back(portion_at(work, at, std::clamp<std::uint64_t>(share, 1, most_in_order)));
  }
  return portions;
}

std::vector<Portion> portions_in_rounds(const std::vector<Work>& work) {
  std::map<const datasets::Task*, std::uint64_t> rounds;
  std::vector<std::pair<std::uint64_t, Portion>> planned;  // round of its task, portion
  for (std::uint64_t at = 0; at < work.size(); at = planned.back().second.end) {
    planned.emplace_back(rounds[work[at].task.get()]++, portion_at(work, at, most_in_a_round));
  }
  std::stable_sort(planned.begin(), planned.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Portion> portions;
  portions.reserve(planned.size());
  for (const auto& [round, portion] : planned) portions.push_back(portion);
  return portions;
}

}  // namespace oyer::graders::detail
