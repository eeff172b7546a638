#include "datasets/detail/corpus_manifest.h"

#include "base/digest.h"
#include "datasets/corpus/redact.h"
#include "datasets/corpus/sketch.h"
#include "datasets/detail/corpus_rows.h"
#include "parsers/outline.h"

namespace oyer::datasets::detail {
namespace {

// Raised when the same inputs and options would give other bytes than before.
constexpr std::uint64_t kRules = 2;

// The outlines of every language: each puts something into rows.
std::string outline_versions() {
  Digester digester;
  for (std::size_t i = 0; i < kLanguageCount; ++i) digester.field(parsers::outline_version(static_cast<Language>(i)));
  return to_string(digester.finish());
}

}  // namespace

json::object heading(const std::vector<Source>& sources, const CorpusOptions& options, const Lists& lists) {
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
  manifest["lists"] = lists_json(lists);
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
  const json::array* shards = json::find_array(*found, "shards");
  if (shards == nullptr) return false;
  for (const json::value& shard : *shards) {
    if (!shard.is_object()) return false;
    const json::string* path = json::find_string(shard.as_object(), "path");
    const json::string* sha256 = json::find_string(shard.as_object(), "sha256");
    if (path == nullptr || sha256 == nullptr) return false;
    const Result<Digest> digest = digest_of_file(out / std::string(json::view(*path)));
    if (!digest.has_value() || to_string(*digest) != json::view(*sha256)) return false;
  }
  return true;
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
