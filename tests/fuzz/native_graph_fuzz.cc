// rooms: datasets parsers base
// Projects of C, C++, Go and Rust with manifests of any bytes: files are parts of the input that begin with "@path" on
// a line of its own. The same graph twice; every number in it is that of a file, and no file needs itself.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/graph.h"

namespace {

using namespace oyer;

std::map<std::string, std::string> parts_of(std::string_view text) {
  std::map<std::string, std::string> parts;
  while (!text.empty() && parts.size() < 64) {
    if (text.front() == '@') text.remove_prefix(1);
    const auto line = std::min(text.find('\n'), text.size());
    const auto next = std::min(text.find("\n@", line), text.size());
    parts.emplace(text.substr(0, line), text.substr(line, next - line));
    text.remove_prefix(std::min(next + 1, text.size()));
  }
  return parts;
}

std::optional<Language> language_of(std::string_view path) {
  if (path.ends_with(".go")) return Language::go;
  if (path.ends_with(".rs")) return Language::rust;
  if (path.ends_with(".c")) return Language::c;
  if (path.ends_with(".h")) return Language::cpp;
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = parts_of({reinterpret_cast<const char*>(data), size});
  std::deque<parsers::Outline> outlines;
  std::vector<datasets::ProjectFile> files;
  std::vector<std::string> paths;
  std::vector<datasets::ManifestText> manifests;
  for (const auto& [path, text] : parts) {
    paths.push_back(path);
    if (datasets::is_import_manifest(path)) manifests.push_back({path, text});
    const auto language = language_of(path);
    if (language) outlines.push_back(parsers::outline_of(*language, text));
    files.push_back({path, language.value_or(Language::python), language ? &outlines.back() : nullptr});
  }
  const auto graph = datasets::project_graph(files, paths, manifests);
  const auto again = datasets::project_graph(files, paths, manifests);
  if (graph.edges != again.edges || graph.imports != again.imports || graph.references != again.references)
    std::abort();
  for (const auto& edge : graph.edges)
    if (edge.from >= files.size() || edge.to >= files.size() || edge.from == edge.to) std::abort();
  for (const auto& import : graph.imports)
    for (const auto target : import.targets)
      if (target >= files.size()) std::abort();
  for (const auto& reference : graph.references)
    if (reference.to >= files.size() || reference.to == reference.from) std::abort();
  return 0;
}
