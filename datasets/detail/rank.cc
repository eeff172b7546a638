#include "datasets/detail/rank.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::SymbolKind;

constexpr double kDamping = 0.85;
constexpr int kRounds = 100;
constexpr double kWeakEdge = 0.5, kAmbiguousEdge = 0.5, kPrivateName = 0.1;
constexpr double kVariable = 0.25, kNotPublic = 0.1, kToMembers = 0.25, kUnnamed = 0.25;
constexpr unsigned kDeepest = 20;  // headers around a definition that is shown

// Where each definition of a file stands, and whether a map may show it.
std::vector<DefinitionRank> places_of(const parsers::Outline& outline) {
  std::vector<DefinitionRank> places(outline.definitions.size());
  // Namespaces that say again what the path says are looked through.
  const bool is_cpp = outline.language == Language::cpp;
  const auto is_seen = [&](std::uint32_t i) { return !is_cpp || outline.definitions[i].kind != SymbolKind::module; };
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    std::optional<std::uint32_t> parent = outline.definitions[i].parent;
    if (parent && *parent < i && !is_seen(*parent)) parent = places[*parent].around;
    if (!parent || *parent >= i) {
      places[i].mapped = is_seen(i);
      continue;
    }
    const SymbolKind kind = outline.definitions[*parent].kind;
    const bool holds_names = kind == SymbolKind::class_ || kind == SymbolKind::module;
    places[i].depth = places[*parent].depth + 1;
    places[i].mapped = is_seen(i) && holds_names && places[*parent].mapped && places[i].depth <= kDeepest;
    places[i].around = parent;
  }
  return places;
}

// Definitions of one file by name: at its top (namespaces looked through), or in a class.
class Names {
 public:
  explicit Names(const parsers::Outline& outline) {
    const std::vector<DefinitionRank> places = places_of(outline);
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      if (!places[i].mapped || outline.definitions[i].kind == SymbolKind::module) continue;
      std::optional<std::uint32_t> around = places[i].around;
      while (around && outline.definitions[*around].kind == SymbolKind::module) around = places[*around].around;
      by_name_.try_emplace({around, outline.definitions[i].name}, i);
    }
  }

  // The deepest definition that a chain of names leads to; names before the first known one are modules.
  std::optional<std::uint32_t> find(std::span<const std::string_view> chain) const {
    std::optional<std::uint32_t> found;
    for (const std::string_view name : chain) {
      const auto at = by_name_.find({found, name});
      if (at != by_name_.end()) {
        found = at->second;
      } else if (found) {
        break;
      }
    }
    return found;
  }

 private:
  std::map<std::pair<std::optional<std::uint32_t>, std::string_view>, std::uint32_t> by_name_;
};

// What a file calls names that it imports under another.
using Aliases = std::map<std::string_view, std::string_view>;

Aliases aliases_of(const parsers::Outline& outline) {
  Aliases aliases;
  for (const parsers::ImportUse& use : outline.imports)
    if (!use.name.empty() && !use.alias.empty()) aliases.try_emplace(use.alias, use.name);
  return aliases;
}

// "a.b::C" in its parts; the first as it is called where it was imported from.
std::vector<std::string_view> chain_of(const Aliases& aliases, std::string_view name) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find_first_of(".:\\", at), name.size());
    if (end > at) parts.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  if (parts.empty()) return parts;
  if (const auto at = aliases.find(parts.front()); at != aliases.end()) parts.front() = at->second;
  return parts;
}

double weight_of(const Edge& edge) {
  return (edge.strength == Strength::weak ? kWeakEdge : 1.0) *
         (edge.status == ImportStatus::ambiguous ? kAmbiguousEdge : 1.0);
}

double weight_of(const parsers::Reference& reference, std::string_view last) {
  return std::sqrt(static_cast<double>(reference.count)) * (last.starts_with('_') ? kPrivateName : 1.0);
}

double share_of(const Definition& definition) {
  const double kind = definition.kind == SymbolKind::variable ? kVariable : 1.0;
  return definition.is_public ? kind : kind * kNotPublic;
}

// Divides an amount among some definitions by their shares.
void divide(double amount, const parsers::Outline& outline, std::span<const std::uint32_t> among,
            std::vector<DefinitionRank>& ranks) {
  double shares = 0;
  for (const std::uint32_t i : among) shares += share_of(outline.definitions[i]);
  for (const std::uint32_t i : among) ranks[i].rank += amount * share_of(outline.definitions[i]) / shares;
}

// What did not come by a name goes to what stands at its top, and on from classes and namespaces to what they hold.
void pass_down(double rest, const parsers::Outline& outline, std::vector<DefinitionRank>& ranks) {
  std::vector<std::uint32_t> top;
  std::vector<std::vector<std::uint32_t>> members(ranks.size());
  for (std::uint32_t i = 0; i < ranks.size(); ++i)
    if (ranks[i].mapped) (ranks[i].around ? members[*ranks[i].around] : top).push_back(i);
  divide(std::max(rest, 0.0), outline, top, ranks);
  for (std::uint32_t i = 0; i < ranks.size(); ++i) {
    if (members[i].empty()) continue;
    // A namespace is worth nothing by itself: it is shown around what it holds.
    const double part = outline.definitions[i].kind == SymbolKind::module ? 1.0 : kToMembers;
    divide(ranks[i].rank * part, outline, members[i], ranks);
    ranks[i].rank *= 1.0 - part;
  }
}

std::vector<double> weights_out(std::uint32_t files, std::span<const Link> links) {
  std::vector<double> out(files, 0);
  for (const Link& link : links) out[link.from] += link.weight;
  return out;
}

}  // namespace

std::vector<Link> links_of(std::span<const ProjectFile> files, const ProjectGraph& graph) {
  std::vector<Link> links;
  std::set<std::pair<std::uint32_t, std::uint32_t>> named;
  for (const CrossReference& use : graph.references) named.emplace(use.from, use.to);
  for (const Edge& edge : graph.edges)
    if (!named.contains({edge.from, edge.to})) links.push_back({edge.from, edge.to, std::nullopt, weight_of(edge)});
  std::map<std::uint32_t, Names> names;
  std::map<std::uint32_t, Aliases> aliases;
  for (const CrossReference& use : graph.references) {
    const parsers::Outline& outline = *files[use.from].outline;
    const parsers::Reference& reference = outline.references[use.reference];
    const auto [own, is_new] = aliases.try_emplace(use.from);
    if (is_new) own->second = aliases_of(outline);
    const std::vector<std::string_view> chain = chain_of(own->second, reference.name);
    if (chain.empty() || files[use.to].outline == nullptr) continue;
    const Names& known = names.try_emplace(use.to, *files[use.to].outline).first->second;
    links.push_back({use.from, use.to, known.find(chain), weight_of(reference, chain.back())});
  }
  // Stable: weights of one pair are added in the order of the graph's lists.
  std::stable_sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return std::tie(a.from, a.to, a.definition) < std::tie(b.from, b.to, b.definition);
  });
  return links;
}

std::vector<double> page_rank(std::uint32_t files, std::span<const Link> links) {
  if (files == 0) return {};
  const std::vector<double> out = weights_out(files, links);
  const auto count = static_cast<double>(files);
  std::vector<double> rank(files, 1.0 / count);
  for (int round = 0; round < kRounds; ++round) {
    double loose = 0;
    for (std::uint32_t i = 0; i < files; ++i)
      if (out[i] == 0) loose += rank[i];
    std::vector<double> next(files, (1.0 - kDamping + kDamping * loose) / count);
    for (const Link& link : links) next[link.to] += kDamping * rank[link.from] * link.weight / out[link.from];
    rank = std::move(next);
  }
  return rank;
}

std::vector<FileRank> rank_definitions(std::span<const ProjectFile> files, const ProjectGraph& graph) {
  const std::vector<Link> links = links_of(files, graph);
  const std::vector<double> rank = page_rank(graph.files, links);
  const std::vector<double> out = weights_out(graph.files, links);
  std::vector<FileRank> ranks(graph.files);
  std::vector<double> rest = rank;
  for (std::uint32_t i = 0; i < graph.files; ++i) {
    ranks[i].rank = rank[i];
    if (files[i].outline != nullptr) ranks[i].definitions = places_of(*files[i].outline);
  }
  for (const Link& link : links) {
    if (!link.definition) continue;
    const double amount = kDamping * rank[link.from] * link.weight / out[link.from];
    ranks[link.to].definitions[*link.definition].rank += amount;
    rest[link.to] -= amount;
  }
  for (std::uint32_t i = 0; i < graph.files; ++i)
    if (files[i].outline != nullptr) pass_down(rest[i] * kUnnamed, *files[i].outline, ranks[i].definitions);
  return ranks;
}

}  // namespace oyer::datasets::detail
