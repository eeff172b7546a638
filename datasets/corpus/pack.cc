#include "datasets/corpus/pack.h"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>

namespace oyer::datasets {
namespace {

using File = std::uint32_t;

// One file's wish for another: how many names it takes from there.
struct Wish {
  File to = 0;
  std::uint64_t names = 0;
};

// Wishes of every file: one for each reference and one for each import, so that files that are imported and whose
// names no rule could follow count, too.
std::vector<std::vector<Wish>> wishes_of(const ProjectGraph& graph) {
  std::vector<std::map<File, std::uint64_t>> counted(graph.files);
  for (const CrossReference& reference : graph.references) ++counted[reference.from][reference.to];
  for (const Edge& edge : graph.edges)
    if (edge.status == ImportStatus::unique) ++counted[edge.from][edge.to];
  std::vector<std::vector<Wish>> wishes(graph.files);
  for (File file = 0; file < graph.files; ++file)
    for (const auto& [to, names] : counted[file]) wishes[file].push_back({to, names});
  return wishes;
}

class Growing {
 public:
  Growing(const ProjectGraph& graph, std::span<const std::uint64_t> tokens, std::uint64_t budget)
      : tokens_(tokens), budget_(budget), wishes_(wishes_of(graph)), covered_(graph.files, false) {
    order_ = order_files(graph, OrderPolicy::dependency);
    place_.resize(graph.files);
    for (std::uint32_t i = 0; i < order_.size(); ++i) place_[order_[i]] = i;
    is_wished_.resize(graph.files, false);
    for (const auto& wishes : wishes_)
      for (const Wish& wish : wishes) is_wished_[wish.to] = true;
  }

  std::vector<PackedSample> take() {
    // From the end of the order: who needs others comes before those it needs, and takes them along.
    for (auto root = order_.rbegin(); root != order_.rend(); ++root) {
      if (covered_[*root] || is_alone(*root)) continue;
      if (!open_.files.empty() && with_needs(*root) > left()) close();
      add(*root);
      grow();
    }
    // Files that have to do with no other go where they fit.
    for (auto file = order_.rbegin(); file != order_.rend(); ++file) {
      if (covered_[*file]) continue;
      if (!open_.files.empty() && tokens_[*file] > left()) close();
      add(*file);
    }
    if (!open_.files.empty()) close();
    return std::move(samples_);
  }

 private:
  std::uint64_t left() const noexcept { return budget_ - std::min(budget_, open_.tokens); }

  void add(File file) {
    const bool repeated = covered_[file];
    open_.files.push_back({file, repeated});
    open_.tokens += tokens_[file];
    if (repeated) repeated_ += tokens_[file];
    covered_[file] = true;
    in_sample_[file] = true;
    for (const Wish& wish : wishes_[file])
      if (!in_sample_.contains(wish.to)) wanted_[wish.to] += wish.names;
    wanted_.erase(file);
  }

  bool is_alone(File file) const { return wishes_[file].empty() && !is_wished_[file]; }

  // The file and what it asks for itself, as far as the sample lacks it.
  std::uint64_t with_needs(File file) const {
    std::uint64_t sum = tokens_[file];
    for (const Wish& wish : wishes_[file])
      if (!in_sample_.contains(wish.to)) sum += tokens_[wish.to];
    return std::min(sum, budget_);
  }

  bool fits(File file) const noexcept {
    if (tokens_[file] > left()) return false;
    return !covered_[file] || repeated_ + tokens_[file] <= budget_ / 2;
  }

  // The most names for a token; of equals the one first in the order. Products stay exact: both are far below 2^32.
  bool is_better(File a, File b) const {
    const std::uint64_t for_a = wanted_.at(a) * std::max<std::uint64_t>(tokens_[b], 1);
    const std::uint64_t for_b = wanted_.at(b) * std::max<std::uint64_t>(tokens_[a], 1);
    return for_a != for_b ? for_a > for_b : place_[a] < place_[b];
  }

  void grow() {
    for (;;) {
      const File* best = nullptr;
      for (const auto& [file, names] : wanted_)
        if (fits(file) && (best == nullptr || is_better(file, *best))) best = &file;
      if (best == nullptr) return;
      add(*best);
    }
  }

  void close() {
    std::sort(open_.files.begin(), open_.files.end(),
              [&](const PackedFile& a, const PackedFile& b) { return place_[a.file] < place_[b.file]; });
    samples_.push_back(std::exchange(open_, {}));
    in_sample_.clear();
    wanted_.clear();
    repeated_ = 0;
  }

  std::span<const std::uint64_t> tokens_;
  std::uint64_t budget_;
  std::vector<std::vector<Wish>> wishes_;
  std::vector<bool> covered_, is_wished_;
  std::vector<File> order_;
  std::vector<std::uint32_t> place_;
  PackedSample open_;
  std::map<File, bool> in_sample_;
  std::map<File, std::uint64_t> wanted_;
  std::uint64_t repeated_ = 0;
  std::vector<PackedSample> samples_;
};

std::vector<PackedSample> one_behind_another(const std::vector<File>& order, std::span<const std::uint64_t> tokens,
                                             std::uint64_t budget) {
  std::vector<PackedSample> samples;
  for (const File file : order) {
    if (samples.empty() || (budget != 0 && samples.back().tokens + tokens[file] > budget)) samples.emplace_back();
    samples.back().files.push_back({file, false});
    samples.back().tokens += tokens[file];
  }
  return samples;
}

void measure_context(const ProjectGraph& graph, std::vector<PackedSample>& samples) {
  constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> first(graph.files + 1, 0);
  for (const CrossReference& reference : graph.references) ++first[reference.from + 1];
  for (File file = 0; file < graph.files; ++file) first[file + 1] += first[file];
  std::vector<std::uint32_t> place(graph.files, absent);
  for (PackedSample& sample : samples) {
    for (std::uint32_t i = 0; i < sample.files.size(); ++i) place[sample.files[i].file] = i;
    for (std::uint32_t i = 0; i < sample.files.size(); ++i) {
      const auto [file, repeated] = sample.files[i];
      if (repeated) continue;
      for (std::uint32_t r = first[file]; r < first[file + 1]; ++r) {
        ++sample.context.resolvable;
        if (place[graph.references[r].to] < i) ++sample.context.resolved;
      }
    }
    for (const PackedFile& packed : sample.files) place[packed.file] = absent;
  }
}

}  // namespace

std::vector<PackedSample> pack(const ProjectGraph& graph, std::span<const std::uint64_t> tokens,
                               const PackOptions& options) {
  std::vector<PackedSample> samples;
  if (graph.files == 0) return samples;
  if (options.file_level) {
    for (File file = 0; file < graph.files; ++file) samples.push_back({{{file, false}}, tokens[file], {}});
  } else if (options.policy == OrderPolicy::dependency && options.budget != 0) {
    samples = Growing(graph, tokens, options.budget).take();
  } else {
    samples = one_behind_another(order_files(graph, options.policy, options.seed), tokens, options.budget);
  }
  measure_context(graph, samples);
  return samples;
}

}  // namespace oyer::datasets
