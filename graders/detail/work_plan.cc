#include "graders/detail/work_plan.h"

#include <algorithm>
#include <map>

namespace oyer::graders::detail {

namespace {

// Enough to share the cost of a judge, few enough to stop soon.
constexpr std::uint64_t most_in_order = 16;
constexpr std::uint64_t most_under_deadline = 4;
// A group is taken in so many portions at least, so that what is left over at the deadline can be alike in all.
constexpr std::uint64_t least_portions = 4;

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

std::vector<Portion> portions_by_share(const std::vector<Work>& work) {
  struct Group {
    std::uint64_t size = 0, planned = 0;
  };
  std::map<const datasets::Task*, Group> groups;
  for (const Work& one : work) ++groups[one.task.get()].size;
  std::vector<std::pair<double, Portion>> ranked;  // share of its group that comes before it, portion
  for (std::uint64_t at = 0; at < work.size(); at = ranked.back().second.end) {
    Group& group = groups[work[at].task.get()];
    const std::uint64_t most = std::clamp<std::uint64_t>(group.size / least_portions, 1, most_under_deadline);
    const double share = static_cast<double>(group.planned) / static_cast<double>(group.size);
    ranked.emplace_back(share, portion_at(work, at, most));
    group.planned += ranked.back().second.end - at;
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Portion> portions;
  portions.reserve(ranked.size());
  for (const auto& [share, portion] : ranked) portions.push_back(portion);
  return portions;
}

std::vector<Portion> with_first(std::vector<Portion> portions, const std::vector<bool>& first) {
  std::vector<Portion> early, late;
  for (const Portion& portion : portions) {
    for (std::uint64_t at = portion.begin; at < portion.end;) {
      std::uint64_t end = at + 1;
      while (end < portion.end && first[end] == first[at]) ++end;
      (first[at] ? early : late).push_back({at, end});
      at = end;
    }
  }
  early.insert(early.end(), late.begin(), late.end());
  return early;
}

}  // namespace oyer::graders::detail
