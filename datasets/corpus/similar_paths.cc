#include "datasets/corpus/similar_paths.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/jsonl.h"
#include "datasets/corpus/corpus.h"
#include "datasets/detail/corpus_manifest.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets {
namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

void add_once(std::vector<std::string>& paths, std::string_view path, std::size_t most) {
  if (paths.size() < most && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.emplace_back(path);
}

}  // namespace

Result<std::vector<std::string>> similar_paths(const std::filesystem::path& out, const std::string& text,
                                               std::size_t most) {
  OYER_TRY(const json::object manifest, read_manifest(out));
  OYER_TRY(const std::vector<detail::Shard> shards, detail::shards_of(manifest));
  const std::string wanted = lower(detail::name_in(text));
  std::vector<std::string> ending, holding;
  for (const detail::Shard& shard : shards) {
    if (!shard.path.starts_with("files/") && !shard.path.starts_with("dropped/")) continue;
    OYER_TRY(JsonlReader reader, JsonlReader::open(out / shard.path));
    for (;;) {
      OYER_TRY(const std::optional<JsonLine> line, reader.next());
      if (!line) break;
      const json::string* path = json::find_string(line->row, "path");
      if (path == nullptr) continue;
      if (json::view(*path).ends_with("/" + text)) add_once(ending, json::view(*path), most);
      if (!wanted.empty() && lower(detail::name_in(json::view(*path))).find(wanted) != std::string::npos)
        add_once(holding, json::view(*path), most);
    }
  }
  for (const std::string& path : holding) add_once(ending, path, most);
  return ending;
}

}  // namespace oyer::datasets
