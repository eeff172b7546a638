#include "datasets/detail/corpus_manifest.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "datasets/corpus/redact.h"
#include "datasets/corpus/sketch.h"
#include "datasets/detail/corpus_rows.h"
#include "parsers/outline.h"

namespace oyer::datasets::detail {
namespace {

// Raised when the same inputs and options would give other bytes than before.
constexpr std::uint64_t kRules = 4;

// The outlines of every language: each puts something into rows.
std::string outline_versions() {
  Digester digester;
  for (std::size_t i = 0; i < kLanguageCount; ++i) digester.field(parsers::outline_version(static_cast<Language>(i)));
  return to_string(digester.finish());
}

// FOLDER/NAME, of the folders that a corpus has.
bool is_shard_path(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos || path.size() == slash + 1 || path[slash + 1] == '.') return false;
  constexpr std::array folders = {"data", "files", "dropped", "clusters"};
  if (std::find(folders.begin(), folders.end(), path.substr(0, slash)) == folders.end()) return false;
  return path.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-", slash + 1) == std::string_view::npos;
}

}  // namespace

json::object heading(const Sources& sources, const CorpusOptions& options, const Lists& lists) {
  json::object manifest;
  manifest["format"] = std::string(kCorpusFormat);
  manifest["rules"] = kRules;
  manifest["outlines"] = outline_versions();
  manifest["detector"] = std::string(Detector::version());
  // Pins of linguist's and SPDX's tables, of the secrets' rules and of the grammars.
  manifest["tables"] =
      json::object{{"linguist_and_spdx", OYER_RULE_TABLES}, {"secrets", OYER_SECRETS}, {"grammars", OYER_GRAMMARS}};
  manifest["sketches"] = std::string(sketch_version());
  manifest["options"] = options_json(options);
  manifest["lists"] = lists_json(lists, options);
  manifest["inputs"] = inputs_json(sources);
  return manifest;
}

bool still_valid(const std::filesystem::path& out, const json::object& wanted) {
  Result<json::object> found = read_manifest(out);
  if (!found.has_value()) return false;
  for (const auto& [key, value] : wanted) {
    const json::value* there = json::find(*found, key);
    if (there == nullptr || json::print(*there) != json::print(value)) return false;
  }
  const Result<std::vector<Shard>> shards = shards_of(*found);
  if (!shards.has_value()) return false;
  for (const Shard& shard : *shards) {
    const Result<Digest> digest = digest_of_file(out / shard.path);
    if (!digest.has_value() || to_string(*digest) != shard.sha256) return false;
  }
  return true;
}

Result<std::vector<Shard>> shards_of(const json::object& manifest) {
  const json::array* listed = json::find_array(manifest, "shards");
  if (listed == nullptr) return fail(corrupt("the manifest lists no shards; build the corpus again"));
  std::vector<Shard> shards;
  for (const json::value& value : *listed) {
    const json::object none, *object = value.if_object();
    const json::object& row = object == nullptr ? none : *object;
    Shard shard{json::text_in(row, "path"), json::count_in(row, "rows"), json::count_in(row, "bytes"),
                json::text_in(row, "sha256")};
    if (!is_shard_path(shard.path))
      return fail(
          corrupt("the manifest lists a shard '" + shard.path + "', as none is called; build the corpus again"));
    shards.push_back(std::move(shard));
  }
  return shards;
}

void add_outcome(json::object& manifest, const Emitted& emitted) {
  json::array listed;
  for (const Shard& shard : emitted.shards)
    listed.push_back(
        json::object{{"path", shard.path}, {"rows", shard.rows}, {"bytes", shard.bytes}, {"sha256", shard.sha256}});
  manifest["shards"] = std::move(listed);
  manifest["totals"] = totals_json(emitted.totals);
}

}  // namespace oyer::datasets::detail
