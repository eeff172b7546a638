#include "datasets/corpus/order.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>

#include "datasets/detail/circle_order.h"

namespace oyer::datasets {
namespace {

using File = std::uint32_t;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Who needs whom, as lists; by edges of one strength if asked.
class Needs {
 public:
  Needs(std::span<const Edge> edges, std::uint32_t files, std::optional<Strength> only = std::nullopt)
      : first_(files + 1, 0) {
    for (const Edge& edge : edges)
      if (!only || edge.strength == *only) ++first_[edge.from + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    to_.resize(first_.back());
    std::vector<std::uint32_t> at(first_.begin(), first_.end() - 1);
    for (const Edge& edge : edges)
      if (!only || edge.strength == *only) to_[at[edge.from]++] = edge.to;
  }
  std::span<const File> of(File file) const {
    return std::span(to_).subspan(first_[file], first_[file + 1] - first_[file]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<File> to_;
};

// Tarjan's strongly connected components without recursion, from the first file on. Components come out behind all
// that they need; the files of one are rising.
class Components {
 public:
  Components(const Needs& needs, std::span<const File> among, std::uint32_t files)
      : needs_(needs), number_(files, kNone), low_(files, 0), open_(files, false), inside_(files, false) {
    for (const File file : among) inside_[file] = true;
    for (const File file : among)
      if (number_[file] == kNone) visit(file);
  }
  std::vector<std::vector<File>> take() { return std::move(found_); }

 private:
  struct Frame {
    File file;
    std::size_t next;
  };

  void enter(File file) {
    number_[file] = low_[file] = count_++;
    stack_.push_back(file);
    open_[file] = true;
    frames_.push_back({file, 0});
  }

  void visit(File root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const auto needs = needs_.of(frame.file);
      if (frame.next < needs.size()) {
        const File to = needs[frame.next++];
        if (!inside_[to]) continue;
        if (number_[to] == kNone) {
          enter(to);
        } else if (open_[to]) {
          low_[frame.file] = std::min(low_[frame.file], number_[to]);
        }
        continue;
      }
      leave(frame.file);
    }
  }

  void leave(File file) {
    frames_.pop_back();
    if (!frames_.empty()) low_[frames_.back().file] = std::min(low_[frames_.back().file], low_[file]);
    if (low_[file] != number_[file]) return;
    std::vector<File> members;
    for (File member = kNone; member != file;) {
      member = stack_.back();
      stack_.pop_back();
      open_[member] = false;
      members.push_back(member);
    }
    std::sort(members.begin(), members.end());
    found_.push_back(std::move(members));
  }

  const Needs& needs_;
  std::vector<std::uint32_t> number_, low_;
  std::vector<bool> open_, inside_;
  std::vector<File> stack_;
  std::vector<Frame> frames_;
  std::vector<std::vector<File>> found_;
  std::uint32_t count_ = 0;
};

// The graph's edges, and weak ones to files whose names a file uses without an import that leads there (macros of a
// crate, names behind two imports of everything).
std::vector<Edge> edges_of(const ProjectGraph& graph) {
  std::vector<Edge> edges = graph.edges;
  for (const CrossReference& reference : graph.references)
    edges.push_back({reference.from, reference.to, ImportStatus::unique, Strength::weak});
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.from, a.to, a.strength) < std::tie(b.from, b.to, b.strength);
  });
  const auto same_pair = [](const Edge& a, const Edge& b) { return a.from == b.from && a.to == b.to; };
  edges.erase(std::unique(edges.begin(), edges.end(), same_pair), edges.end());
  return edges;
}

class DependencyOrder {
 public:
  explicit DependencyOrder(const ProjectGraph& graph) : DependencyOrder(graph, edges_of(graph)) {}
  std::vector<File> take() {
    std::vector<File> files(graph_.files);
    std::iota(files.begin(), files.end(), 0U);
    for (const auto& component : Components(all_, files, graph_.files).take()) place_component(component);
    return std::move(order_);
  }

 private:
  DependencyOrder(const ProjectGraph& graph, const std::vector<Edge>& edges)
      : graph_(graph),
        all_(edges, graph.files),
        strong_(edges, graph.files, Strength::strong),
        weak_(edges, graph.files, Strength::weak) {
    number_.resize(graph.files, kNone);
    first_reference_.resize(graph.files + 1, 0);
    for (const CrossReference& reference : graph.references) ++first_reference_[reference.from + 1];
    std::partial_sum(first_reference_.begin(), first_reference_.end(), first_reference_.begin());
  }

  struct Waits {
    std::uint32_t strong = 0, weak = 0, path = 0;
    friend auto operator<=>(const Waits&, const Waits&) = default;
  };
  using Users = std::vector<std::vector<std::uint32_t>>;

  void place(File file) { order_.push_back(file); }

  // Files that need each other in a circle: strong edges alone may leave no circle, and then decide.
  void place_component(const std::vector<File>& component) {
    if (component.size() == 1) return place(component.front());
    const std::size_t begin = order_.size();
    std::vector<std::vector<File>> parts = Components(strong_, component, graph_.files).take();
    for (std::uint32_t i = 0; i < parts.size(); ++i)
      for (const File file : parts[i]) number_[file] = i;
    // Parts that wait for no other part by a strong edge go first; among them the one with the fewest weak waits.
    std::vector<Waits> waits(parts.size());
    Users strong_users(parts.size()), weak_users(parts.size());
    const auto wait = [&](File file, const Needs& needs, std::uint32_t Waits::*which, Users& users) {
      for (const File to : needs.of(file)) {
        if (number_[to] == kNone || number_[to] == number_[file]) continue;
        ++(waits[number_[file]].*which);
        users[number_[to]].push_back(number_[file]);
      }
    };
    for (const File file : component) {
      wait(file, strong_, &Waits::strong, strong_users);
      wait(file, weak_, &Waits::weak, weak_users);
    }
    for (std::uint32_t i = 0; i < parts.size(); ++i) waits[i].path = parts[i].front();
    for (const File file : component) number_[file] = kNone;
    run(waits, strong_users, weak_users, [&](std::uint32_t part) { place_circle(parts[part]); });
    improve(component, parts, begin);
  }

  // Moves files of a circle that was placed from `begin` on to where fewer references are lost. A strong edge between
  // `parts` weighs more than all references together, as none of these need be lost; one within a part, where some must
  // be, as one more reference.
  void improve(const std::vector<File>& component, const std::vector<std::vector<File>>& parts, std::size_t begin) {
    for (std::uint32_t i = 0; i < component.size(); ++i) number_[component[i]] = i;
    std::vector<std::size_t> part(component.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
      for (const File file : parts[i]) part[number_[file]] = i;
    std::vector<detail::Need> needs;
    const auto need = [&](File from, File to, std::uint64_t weight) {
      if (number_[to] != kNone) needs.push_back({number_[from], number_[to], weight});
    };
    for (const File file : component) {
      for (std::uint32_t r = first_reference_[file]; r < first_reference_[file + 1]; ++r)
        need(file, graph_.references[r].to, 1);
      for (const File to : weak_.of(file)) need(file, to, 1);
      for (const File to : strong_.of(file)) need(file, to, 1);
    }
    const std::uint64_t most = needs.size() + 1;
    for (const File file : component)
      for (const File to : strong_.of(file))
        if (number_[to] != kNone && part[number_[to]] != part[number_[file]]) need(file, to, most);
    std::vector<std::uint32_t> order;
    for (std::size_t i = begin; i < order_.size(); ++i) order.push_back(number_[order_[i]]);
    detail::sift(order, needs);
    for (std::size_t i = 0; i < order.size(); ++i) order_[begin + i] = component[order[i]];
    for (const File file : component) number_[file] = kNone;
  }

  // Files in a circle of strong edges.
  void place_circle(const std::vector<File>& files) {
    if (files.size() == 1) return place(files.front());
    for (std::uint32_t i = 0; i < files.size(); ++i) number_[files[i]] = i;
    std::vector<Waits> waits(files.size());
    Users strong_users(files.size()), weak_users(files.size());
    for (std::uint32_t i = 0; i < files.size(); ++i) {
      waits[i].path = files[i];
      for (const File to : strong_.of(files[i])) {
        if (number_[to] == kNone) continue;
        ++waits[i].strong;
        strong_users[number_[to]].push_back(i);
      }
    }
    for (const File file : files) number_[file] = kNone;
    run(waits, strong_users, weak_users, [&](std::uint32_t i) { place(files[i]); });
  }

  // Again and again the one that waits for the fewest.
  template <class Emit>
  static void run(std::vector<Waits>& waits, const Users& strong_users, const Users& weak_users, const Emit& emit) {
    std::set<std::pair<Waits, std::uint32_t>> queue;
    for (std::uint32_t i = 0; i < waits.size(); ++i) queue.emplace(waits[i], i);
    const auto lessen = [&](std::uint32_t user, std::uint32_t Waits::*which) {
      const auto at = queue.find({waits[user], user});
      --(waits[user].*which);
      if (at == queue.end()) return;
      queue.erase(at);
      queue.emplace(waits[user], user);
    };
    while (!queue.empty()) {
      const std::uint32_t next = queue.begin()->second;
      queue.erase(queue.begin());
      emit(next);
      for (const std::uint32_t user : strong_users[next]) lessen(user, &Waits::strong);
      for (const std::uint32_t user : weak_users[next]) lessen(user, &Waits::weak);
    }
  }

  const ProjectGraph& graph_;
  Needs all_, strong_, weak_;
  std::vector<std::uint32_t> first_reference_;  // places in the graph's list, by file
  std::vector<std::uint32_t> number_;           // of the files, or parts, that are being placed; of others none
  std::vector<File> order_;
};

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): the same on every machine.
std::uint64_t next_number(std::uint64_t& state) noexcept {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace

std::string_view name_of(OrderPolicy policy) noexcept {
  switch (policy) {
    case OrderPolicy::dependency: return "dependency";
    case OrderPolicy::path: return "path";
    case OrderPolicy::random: return "random";
  }
  return "?";
}

std::vector<std::uint32_t> order_files(const ProjectGraph& graph, OrderPolicy policy, std::uint64_t seed) {
  if (policy == OrderPolicy::dependency) return DependencyOrder(graph).take();
  std::vector<std::uint32_t> order(graph.files);
  std::iota(order.begin(), order.end(), 0U);
  if (policy == OrderPolicy::path) return order;
  std::uint64_t state = seed;
  for (std::size_t left = order.size(); left > 1; --left) {
    // The bias of a remainder of 64 bits is below 2^-32 for any project.
    std::swap(order[left - 1], order[next_number(state) % left]);
  }
  return order;
}

std::vector<std::vector<std::uint32_t>> cycles(const ProjectGraph& graph, bool strong_only) {
  std::vector<std::uint32_t> files(graph.files);
  std::iota(files.begin(), files.end(), 0U);
  const Needs needs(graph.edges, graph.files, strong_only ? std::optional(Strength::strong) : std::nullopt);
  std::vector<std::vector<std::uint32_t>> found = Components(needs, files, graph.files).take();
  std::erase_if(found, [](const auto& component) { return component.size() == 1; });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace oyer::datasets
