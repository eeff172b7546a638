#include "graders/detail/pairs.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "graders/detail/export_rows.h"

namespace oyer::graders::detail {
namespace {

// Two shares of the same tests that differ by 0.4 on paper differ by a little less or more in doubles.
constexpr double kRounding = 1e-9;

struct Answer {
  const ExportItem* item = nullptr;
  double share = 0;
  bool accepted = false;
};

bool is_pair(const Answer& better, const Answer& worse, const PairRule& rule) {
  if (rule.accepted) return better.accepted && !worse.accepted;
  return better.share >= rule.chosen_at_least - kRounding &&
         better.share - worse.share >= rule.gap_at_least - kRounding;
}

}  // namespace

std::vector<std::pair<const ExportItem*, const ExportItem*>> pairs_of(const std::vector<const ExportItem*>& answers,
                                                                      const PairRule& rule) {
  std::vector<Answer> all;
  std::set<std::string_view> seen;
  for (const ExportItem* item : answers) {
    if (!seen.insert(item->record.completion).second) continue;
    all.push_back({item, share_passed(item->record), item->record.grade()->verdict == Verdict::accepted});
  }
  // Gap, then the later place of the two: a cut leaves many chosen and many rejected ones and not one with all others.
  std::vector<std::tuple<double, std::size_t, std::size_t, std::size_t>> found;
  for (std::size_t better = 0; better < all.size(); ++better) {
    for (std::size_t worse = 0; worse < all.size(); ++worse) {
      if (better == worse || !is_pair(all[better], all[worse], rule)) continue;
      found.emplace_back(all[worse].share - all[better].share, std::max(better, worse), better, worse);
    }
  }
  std::sort(found.begin(), found.end());
  if (found.size() > rule.most) found.resize(rule.most);
  std::vector<std::pair<const ExportItem*, const ExportItem*>> pairs;
  for (const auto& [gap, later, better, worse] : found) pairs.emplace_back(all[better].item, all[worse].item);
  return pairs;
}

}  // namespace oyer::graders::detail
