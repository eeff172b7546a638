// Deduplication: which files, and which projects, say again what another says.
//
// The rule, for files and projects alike: go through the items from the best to the worst (licence, stars, repository,
// path, id: a total order). An item that duplicates a survivor becomes its member, by the first kind below that applies
// and under the best survivor of that kind; otherwise it survives. So every member duplicates its survivor itself:
// there are no chains in which a file is dropped for a file that is nothing like it, as connected components have them;
// and no survivor duplicates a better one, as far as the candidates go. The answer is a function of the set of items:
// their order in the list, the number of threads and the machine do not matter.
//
// What duplicates what:
//   exact       the same bytes
//   normalised  the same but for white space (and comments, where the sketch was made with them)
//   near        Jaccard of the shingle sets >= options.jaccard. Candidates are found by locality-sensitive hashing:
//               two files with Jaccard j share a band, and are compared, with probability 1 - (1 - j^rows)^bands
//               (42 x 6: 0.4 -> 16 %, 0.6 -> 87 %, 0.7 -> 99.5 %, 0.8 -> 100 %). Of those, pairs whose signatures
//               are more than five standard errors below options.jaccard are not compared exactly. All others are:
//               nothing is dropped by an estimate.
//   shape       the same syntax tree but for names and literals; only where both have least_shape_shingles shingles,
//               since short files and tables are alike in shape and say different things
// Files without a shingle (a handful of words) are compared by the first two alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/sketch.h"

namespace oyer::datasets {

enum class DuplicateKind { exact, normalised, near, shape };
std::string_view name_of(DuplicateKind kind) noexcept;

struct DedupLevels {
  bool exact = true, normalised = true, near = true, shape = true;
  friend bool operator==(const DedupLevels&, const DedupLevels&) = default;
};

// A file. The better of two has the lower license_rank, then more stars, then the lesser repository, path and id (as
// bytes). Ids are the caller's and each stands once.
struct DedupItem {
  std::string id;
  const Sketch* sketch = nullptr;  // outlives the call
  int license_rank = 0;            // 0 for the licence one would rather keep
  std::int64_t stars = 0;
  std::string repository, path;
};

struct DedupOptions {
  std::size_t bands = 42, rows = 6;  // rows >= 1, bands * rows <= sketch_permutations
  double jaccard = 0.7;              // in (0, 1]
  DedupLevels levels = {};
  std::size_t least_shape_shingles = 50;
  // Where sketches are held with a shingle_count and without the shingles: brings those of an item when a candidate is
  // to be checked. Called from one thread; must give what sketch_of() gave.
  std::function<std::vector<std::uint32_t>(const DedupItem&)> shingles = {};
};

struct Cluster {
  struct Member {
    std::string id;
    DuplicateKind how = DuplicateKind::exact;  // to the survivor
    double jaccard = 1;                        // of their shingles
    friend bool operator==(const Member&, const Member&) = default;
  };
  std::string survivor;
  std::vector<Member> members;  // at least one; sorted by id
  // The highest license_rank among survivor, exact and normalised members: the same text may be under that licence,
  // too. Who keeps the survivor for its licence wants to know.
  int worst_license = 0;
  friend bool operator==(const Cluster&, const Cluster&) = default;
};

// The clusters of two and more, sorted by survivor. Memory beside the items: about 100 bytes and at most 20 bytes a
// band (840 with 42 bands) for each. At most 2^32 / bands files. One thread.
std::vector<Cluster> deduplicate(std::vector<DedupItem> files, const DedupOptions& options = {});

// A repository, or a package within one, with all its files.
struct DedupProject {
  std::string id;
  int license_rank = 0;
  std::int64_t stars = 0;
  std::vector<const Sketch*> files;  // outlive the call
};

struct ProjectDedupOptions {
  DedupOptions files = {};      // how files are held to be the same
  double jaccard = 0.7;         // of the projects' sets of files
  std::size_t least_files = 2;  // projects with fewer different, not blank files are left to file level
};

// Near-duplicate projects (forks, mirrors, vendored copies), for use before file level. Each file stands for the
// cluster that deduplicate() puts it into; a project is the set of its clusters, blank files left out; `exact` where
// two sets hold the same bytes throughout, `near` otherwise. The order is by licence, stars, number of files (more is
// better) and id. No pair that reaches the threshold is missed: candidates come from an index of the rarest files of
// each. worst_license is that of the survivor and the exact members.
std::vector<Cluster> deduplicate_projects(const std::vector<DedupProject>& projects,
                                          const ProjectDedupOptions& options = {});

}  // namespace oyer::datasets
