#include "datasets/detail/contract_graph.h"

#include <algorithm>
#include <string_view>

#include "datasets/detail/dotted_text.h"

namespace oyer::datasets::detail {
namespace {

bool defines(const parsers::Outline* outline, std::string_view chain) {
  if (outline == nullptr) return false;
  const std::string_view name = last_part(chain);
  return std::any_of(outline->definitions.begin(), outline->definitions.end(),
                     [&](const parsers::Definition& definition) { return definition.name == name; });
}

std::vector<ResolvedImport> contracted_imports(const ProjectGraph& graph, const Contraction& how) {
  std::vector<ResolvedImport> imports;
  for (const ResolvedImport& import : graph.imports) {
    if (!how.stays[import.file]) continue;
    ResolvedImport& one = imports.emplace_back(import);
    one.file = how.number[one.file];
    for (std::uint32_t& target : one.targets) target = how.number[target];
    std::sort(one.targets.begin(), one.targets.end());
    one.targets.erase(std::unique(one.targets.begin(), one.targets.end()), one.targets.end());
    // Nothing tells two copies of one file apart, and nothing needs to.
    if (one.status == ImportStatus::ambiguous && one.targets.size() == 1) one.status = ImportStatus::unique;
  }
  return imports;
}

std::vector<Edge> contracted_edges(const ProjectGraph& graph, const Contraction& how) {
  std::vector<Edge> edges;
  for (const Edge& edge : graph.edges) {
    if (!how.stays[edge.from] || how.number[edge.from] == how.number[edge.to]) continue;
    edges.push_back({how.number[edge.from], how.number[edge.to], edge.status, edge.strength});
  }
  std::sort(edges.begin(), edges.end());
  // Of each pair the first is the surest, and the strength the greatest of all.
  std::vector<Edge> merged;
  for (const Edge& edge : edges) {
    if (!merged.empty() && merged.back().from == edge.from && merged.back().to == edge.to) {
      merged.back().strength = std::min(merged.back().strength, edge.strength);
    } else {
      merged.push_back(edge);
    }
  }
  return merged;
}

}  // namespace

ProjectGraph contracted(const ProjectGraph& graph, const Contraction& how) {
  ProjectGraph small{how.files, contracted_imports(graph, how), contracted_edges(graph, how), {}};
  for (const CrossReference& reference : graph.references) {
    if (!how.stays[reference.from] || how.number[reference.from] == how.number[reference.to]) continue;
    const parsers::Outline* from = how.outlines[reference.from];
    if (!how.stays[reference.to] &&
        !defines(how.outlines[how.stand_in[reference.to]], from->references[reference.reference].name))
      continue;
    small.references.push_back({how.number[reference.from], reference.reference, how.number[reference.to]});
  }
  return small;
}

}  // namespace oyer::datasets::detail
