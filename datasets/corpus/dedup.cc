#include "datasets/corpus/dedup.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/error.h"
#include "datasets/detail/dedup_files.h"

namespace oyer::datasets {
namespace {

bool better(const DedupItem& a, const DedupItem& b) {
  return std::tie(a.license_rank, b.stars, a.repository, a.path, a.id) <
         std::tie(b.license_rank, a.stars, b.repository, b.path, b.id);
}

void sort_clusters(std::vector<Cluster>& clusters) {
  for (Cluster& cluster : clusters)
    std::sort(cluster.members.begin(), cluster.members.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(clusters.begin(), clusters.end(), [](const auto& a, const auto& b) { return a.survivor < b.survivor; });
}

}  // namespace

std::string_view name_of(DuplicateKind kind) noexcept {
  switch (kind) {
    case DuplicateKind::exact: return "exact";
    case DuplicateKind::normalised: return "normalised";
    case DuplicateKind::near: return "near";
    case DuplicateKind::shape: return "shape";
  }
  return "exact";
}

std::vector<Cluster> deduplicate(std::vector<DedupItem> files, const DedupOptions& options) {
  for (const DedupItem& file : files) OYER_CHECK(file.sketch != nullptr);
  std::sort(files.begin(), files.end(), better);
  const std::vector<detail::Fate> fates = detail::fates_of(files, options);
  std::map<std::uint32_t, Cluster> clusters;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const detail::Fate& fate = fates[i];
    if (fate.survivor == i) continue;
    Cluster& cluster = clusters[fate.survivor];
    if (cluster.members.empty()) {
      cluster.survivor = files[fate.survivor].id;
      cluster.worst_license = files[fate.survivor].license_rank;
    }
    cluster.members.push_back({files[i].id, fate.how, fate.jaccard});
    if (fate.how == DuplicateKind::exact || fate.how == DuplicateKind::normalised)
      cluster.worst_license = std::max(cluster.worst_license, files[i].license_rank);
  }
  std::vector<Cluster> list;
  list.reserve(clusters.size());
  for (auto& [survivor, cluster] : clusters) list.push_back(std::move(cluster));
  sort_clusters(list);
  return list;
}

}  // namespace oyer::datasets
