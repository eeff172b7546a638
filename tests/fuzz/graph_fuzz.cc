// rooms: datasets parsers base
// Projects of any files and manifests, a path on the first line of each and a NUL behind it: the same graph twice, and
// every number in it is that of a file.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/file_kind.h"
#include "datasets/corpus/graph.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer;
  using namespace oyer::datasets;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::deque<parsers::Outline> outlines;
  std::vector<ProjectFile> files;
  std::vector<std::string> paths;
  std::vector<ManifestText> manifests;
  while (!rest.empty() && files.size() < 64) {
    const std::string_view file = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), file.size() + 1));
    const std::string path(file.substr(0, file.find('\n')));
    const std::string_view text = file.substr(std::min(file.size(), path.size() + 1));
    const auto language = kind_of(path, text).parsed_as;
    if (language) outlines.push_back(parsers::outline_of(*language, text));
    files.push_back({path, language.value_or(Language::python), language ? &outlines.back() : nullptr});
    if (is_import_manifest(path)) manifests.push_back({path, std::string(text)});
    paths.push_back(path);
  }
  const ProjectGraph graph = project_graph(files, paths, manifests);
  const ProjectGraph again = project_graph(files, paths, manifests);
  if (graph.imports != again.imports || graph.edges != again.edges || graph.references != again.references)
    std::abort();
  for (const Edge& edge : graph.edges)
    if (edge.from >= files.size() || edge.to >= files.size() || edge.from == edge.to) std::abort();
  for (const ResolvedImport& import : graph.imports)
    for (const std::uint32_t target : import.targets)
      if (target >= files.size()) std::abort();
  for (const CrossReference& reference : graph.references)
    if (reference.to >= files.size() || reference.to == reference.from) std::abort();
  return 0;
}
