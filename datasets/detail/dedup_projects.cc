// Projects as sets of files. A project is compared with the survivors that share one of its rarest files: of two sets
// with Jaccard >= t, each holds, among its n - ceil(t n) + 1 rarest elements, one that is in both.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/sketch_hash.h"
#include "datasets/corpus/dedup.h"
#include "datasets/detail/dedup_files.h"

namespace oyer::datasets {
namespace {

struct FileSet {
  std::vector<std::uint32_t> classes;  // the rarest first
  std::vector<std::uint32_t> sorted;
  std::set<Digest> digests;
};

bool better(const DedupProject& a, const DedupProject& b) {
  const std::size_t a_files = a.files.size(), b_files = b.files.size();
  return std::tie(a.license_rank, b.stars, b_files, a.id) < std::tie(b.license_rank, a.stars, a_files, b.id);
}

// A file of a project, where it goes in the order of all files, which must not depend on the order of the lists.
struct Place {
  std::size_t project;
  const Sketch* sketch;
};

// The set of each project; `projects` stand from the best to the worst.
std::vector<FileSet> file_sets(const std::vector<const DedupProject*>& projects, const DedupOptions& options) {
  const std::uint64_t blank = sketch_hash("");
  std::vector<Place> places;
  for (std::size_t p = 0; p < projects.size(); ++p) {
    const std::size_t first = places.size();
    for (const Sketch* file : projects[p]->files) {
      OYER_CHECK(file != nullptr);
      if (file->normalised != blank) places.push_back({p, file});
    }
    std::sort(places.begin() + static_cast<std::ptrdiff_t>(first), places.end(),
              [](const Place& a, const Place& b) { return a.sketch->exact < b.sketch->exact; });
  }
  std::vector<DedupItem> items(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) items[i].sketch = places[i].sketch;
  const std::vector<detail::Fate> fates = detail::fates_of(items, options);

  std::vector<FileSet> sets(projects.size());
  std::vector<std::uint32_t> uses(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    sets[places[i].project].sorted.push_back(fates[i].survivor);
    sets[places[i].project].digests.insert(places[i].sketch->exact);
  }
  for (FileSet& set : sets) {
    std::sort(set.sorted.begin(), set.sorted.end());
    set.sorted.erase(std::unique(set.sorted.begin(), set.sorted.end()), set.sorted.end());
    for (const std::uint32_t c : set.sorted) ++uses[c];
  }
  for (FileSet& set : sets) {
    set.classes = set.sorted;
    std::sort(set.classes.begin(), set.classes.end(),
              [&](std::uint32_t a, std::uint32_t b) { return uses[a] != uses[b] ? uses[a] < uses[b] : a < b; });
  }
  return sets;
}

class ProjectSieve {
 public:
  ProjectSieve(const std::vector<FileSet>& sets, const ProjectDedupOptions& options) : sets_(sets), options_(options) {}

  // The survivor of set i and how alike they are; adds i to the survivors where there is none.
  std::optional<detail::Fate> place(std::uint32_t i) {
    const FileSet& set = sets_[i];
    if (set.classes.size() < options_.least_files) return std::nullopt;
    std::set<std::uint32_t> candidates;
    const std::size_t rare = rarest(set.classes.size());
    for (std::size_t c = 0; c < rare; ++c) {
      const auto found = survivors_.find(set.classes[c]);
      if (found != survivors_.end()) candidates.insert(found->second.begin(), found->second.end());
    }
    for (const std::uint32_t other : candidates) {
      const double similarity = jaccard(set.sorted, sets_[other].sorted);
      if (similarity < options_.jaccard) continue;
      const bool exact = set.digests == sets_[other].digests;
      return detail::Fate{other, exact ? DuplicateKind::exact : DuplicateKind::near, similarity};
    }
    for (std::size_t c = 0; c < rare; ++c) survivors_[set.classes[c]].push_back(i);
    return std::nullopt;
  }

 private:
  // One more than needed where rounding could matter: candidates are compared in full.
  std::size_t rarest(std::size_t size) const {
    const double shared = std::ceil(options_.jaccard * static_cast<double>(size) - 1e-6);
    return size - static_cast<std::size_t>(std::max(shared, 1.0)) + 1;
  }

  const std::vector<FileSet>& sets_;
  const ProjectDedupOptions& options_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> survivors_;  // by rare class; never iterated
};

}  // namespace

std::vector<Cluster> deduplicate_projects(const std::vector<DedupProject>& projects,
                                          const ProjectDedupOptions& options) {
  OYER_CHECK(options.jaccard > 0 && options.jaccard <= 1);
  std::vector<const DedupProject*> ranked;
  for (const DedupProject& project : projects) ranked.push_back(&project);
  std::sort(ranked.begin(), ranked.end(), [](const auto* a, const auto* b) { return better(*a, *b); });
  const std::vector<FileSet> sets = file_sets(ranked, options.files);
  ProjectSieve sieve(sets, options);
  std::map<std::string, Cluster> clusters;
  for (std::uint32_t i = 0; i < ranked.size(); ++i) {
    const auto fate = sieve.place(i);
    if (!fate) continue;
    const DedupProject& survivor = *ranked[fate->survivor];
    Cluster& cluster = clusters.try_emplace(survivor.id, Cluster{survivor.id, {}, survivor.license_rank}).first->second;
    cluster.members.push_back({ranked[i]->id, fate->how, fate->jaccard});
    if (fate->how == DuplicateKind::exact)
      cluster.worst_license = std::max(cluster.worst_license, ranked[i]->license_rank);
  }
  std::vector<Cluster> list;
  for (auto& [id, cluster] : clusters) {
    std::sort(cluster.members.begin(), cluster.members.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    list.push_back(std::move(cluster));
  }
  return list;
}

}  // namespace oyer::datasets
