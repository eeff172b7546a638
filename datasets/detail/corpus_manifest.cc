#include "datasets/detail/corpus_manifest.h"

#include <algorithm>

#include "base/digest.h"
#include "datasets/corpus/redact.h"
#include "datasets/detail/corpus_rows.h"
#include "parsers/outline.h"

namespace oyer::datasets::detail {
namespace {

// Raised when the same inputs and options would give other bytes than before.
constexpr std::uint64_t kRules = 1;

// The outlines of every language: each puts something into rows.
std::string outline_versions() {
  Digester digester;
  for (std::size_t i = 0; i < kLanguageCount; ++i) digester.field(parsers::outline_version(static_cast<Language>(i)));
  return to_string(digester.finish());
}

}  // namespace

json::object heading(const std::vector<Source>& sources, const CorpusOptions& options) {
  json::object manifest;
  manifest["format"] = std::string(kCorpusFormat);
  manifest["rules"] = kRules;
  manifest["outlines"] = outline_versions();
  manifest["detector"] = std::string(Detector::version());
  manifest["options"] = options_json(options);
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

std::string card_of(const json::object& manifest, const std::vector<Shard>& shards) {
  std::string splits;
  for (const char* split : {"train", "validation"}) {
    const auto is_of = [&](const Shard& s) { return s.path.starts_with("data/" + std::string(split) + "-"); };
    if (std::any_of(shards.begin(), shards.end(), is_of))
      splits += "  - split: " + std::string(split) + "\n    path: data/" + split + "-*\n";
  }
  std::string card = "---\nconfigs:\n- config_name: default\n";
  if (!splits.empty()) card += "  data_files:\n" + splits;
  card +=
      "---\n\n# Code corpus\n\nBuilt by Oyer. `manifest.json` holds the options, the inputs with their commits, the "
      "digest of every shard and the\ntotals; `files/` and `dropped/` say of every file why it is here or not.\n\n";
  card += "| repository | commit |\n|---|---|\n";
  for (const json::value& input : manifest.at("inputs").as_array())
    card += "| " + std::string(json::view(input.at("name").as_string())) + " | " +
            std::string(json::view(input.at("commit").as_string())) + " |\n";
  return card;
}

}  // namespace oyer::datasets::detail
