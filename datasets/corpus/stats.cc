#include "datasets/corpus/stats.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/jsonl.h"
#include "datasets/corpus/corpus.h"
#include "datasets/detail/corpus_manifest.h"
#include "datasets/detail/raw_json.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using json::count_in;
using json::text_in;

// A project without a budget is one row.
constexpr Bytes kLongestRow = 8_GiB;

std::uint64_t count_of(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

void count_file(const json::object& row, bool kept, CorpusStats& stats) {
  const std::uint64_t bytes = count_in(row, "length_bytes");
  RepositoryTally& repository = stats.repositories[text_in(row, "repo_name")];
  ++repository.files;
  if (!kept) {
    FileTally& reason = stats.dropped[text_in(row, "reason")];
    ++reason.files;
    reason.bytes += bytes;
    return;
  }
  ++repository.kept;
  repository.bytes_kept += bytes;
  FileTally& language = stats.languages[text_in(row, "language")];
  ++language.files;
  language.bytes += bytes;
  ++stats.licenses[text_in(row, "license")];
  ++stats.file_bytes[static_cast<unsigned>(std::bit_width(bytes))];
  if (const json::array* findings = json::find_array(row, "redacted"))
    for (const json::value& finding : *findings)
      if (finding.is_object()) ++stats.redaction_rules[text_in(finding.as_object(), "rule")];
}

void count_cluster(const json::object& row, CorpusStats& stats) {
  const std::string level = text_in(row, "level");
  const json::array* members = json::find_array(row, "members");
  if (members == nullptr) return;
  for (const json::value& member : *members)
    if (member.is_object()) ++stats.duplicates[level][text_in(member.as_object(), "how")];
  if (level == "file") ++stats.cluster_sizes[static_cast<unsigned>(std::bit_width(members->size() + 1))];
}

// Only numbers at the top of the row are read; its text is passed over.
Status count_sample(std::string_view row, std::uint64_t budget, CorpusStats& stats) {
  OYER_TRY(const std::vector<detail::RawField> fields, detail::split_object(row));
  std::uint64_t tokens = 0, resolved = 0, resolvable = 0;
  for (const detail::RawField& field : fields) {
    if (field.key == "tokens") tokens = count_of(field.value);
    if (field.key == "references_resolved") resolved = count_of(field.value);
    if (field.key == "references_resolvable") resolvable = count_of(field.value);
  }
  ++stats.sample_tokens[static_cast<unsigned>(std::bit_width(tokens))];
  if (budget > 0 && tokens > budget) ++stats.samples_over_budget;
  if (resolvable == 0) {
    ++stats.samples_without_references;
  } else {
    // Below 2^60 references nothing overflows.
    ++stats.sample_context[std::min<std::uint64_t>(resolved * 10 / resolvable, 9)];
  }
  return {};
}

Status count_shard(const fs::path& out, std::string_view name, std::uint64_t budget, const std::stop_token& stop,
                   CorpusStats& stats) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(out / std::string(name), kLongestRow));
  const bool kept = name.starts_with("files/");
  const bool samples = name.starts_with("data/");
  for (;;) {
    if (stop.stop_requested()) return fail(cancelled("stopped"));
    if (samples) {
      OYER_TRY(const std::optional<TextLine> line, reader.next_text());
      if (!line) return {};
      OYER_TRY_STATUS(count_sample(line->text, budget, stats));
    } else {
      OYER_TRY(const std::optional<JsonLine> line, reader.next());
      if (!line) return {};
      name.starts_with("clusters/") ? count_cluster(line->row, stats) : count_file(line->row, kept, stats);
    }
  }
}

bool is_jsonl(std::string_view name) { return name.ends_with(".jsonl.zst") || name.ends_with(".jsonl"); }

json::object tallies_json(const std::map<std::string, FileTally>& tallies) {
  json::object object;
  for (const auto& [name, tally] : tallies) object[name] = json::object{{"files", tally.files}, {"bytes", tally.bytes}};
  return object;
}

json::object counts_json(const std::map<std::string, std::uint64_t>& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

// Every bin from the first that holds something to the last: {"from", "to" (both inclusive), "count"}.
json::array bins_json(const DoublingBins& bins) {
  json::array rows;
  if (bins.empty()) return rows;
  for (unsigned bin = bins.begin()->first; bin <= bins.rbegin()->first; ++bin) {
    const auto at = bins.find(bin);
    const std::uint64_t from = bin == 0 ? 0 : std::uint64_t{1} << (bin - 1);
    const std::uint64_t to = bin == 0 ? 0 : from + (from - 1);
    rows.push_back(json::object{{"from", from}, {"to", to}, {"count", at == bins.end() ? 0 : at->second}});
  }
  return rows;
}

}  // namespace

Result<CorpusStats> corpus_stats(const fs::path& out, const std::stop_token& stop) {
  CorpusStats stats;
  OYER_TRY(stats.manifest, read_manifest(out));
  OYER_TRY(const std::vector<detail::Shard> shards, detail::shards_of(stats.manifest));
  if (json::find_object(stats.manifest, "totals") == nullptr)
    return fail(corrupt(out.string() + "/manifest.json has no totals; build the corpus again"));
  const json::object* options = json::find_object(stats.manifest, "options");
  const std::uint64_t budget = options == nullptr ? 0 : count_in(*options, "budget");
  const bool any_sample_text = std::any_of(shards.begin(), shards.end(), [](const detail::Shard& shard) {
    return shard.path.starts_with("data/") && is_jsonl(shard.path);
  });
  for (const detail::Shard& shard : shards) {
    if (is_jsonl(shard.path)) {
      OYER_TRY_STATUS(count_shard(out, shard.path, budget, stop, stats));
    } else if (shard.path.starts_with("data/") && !any_sample_text) {
      stats.samples_unread += shard.rows;
    }
  }
  return stats;
}

json::object stats_json(const CorpusStats& stats) {
  json::object o;
  if (const json::object* totals = json::find_object(stats.manifest, "totals")) o = *totals;
  json::array repositories;
  for (const auto& [name, tally] : stats.repositories)
    repositories.push_back(
        json::object{{"name", name}, {"files", tally.files}, {"kept", tally.kept}, {"bytes_kept", tally.bytes_kept}});
  o["by_repository"] = std::move(repositories);
  o["by_language"] = tallies_json(stats.languages);
  o["by_reason"] = tallies_json(stats.dropped);
  o["license_expressions"] = counts_json(stats.licenses);
  o["redaction_rules"] = counts_json(stats.redaction_rules);
  json::object duplicates;
  for (const auto& [level, kinds] : stats.duplicates) duplicates[level] = counts_json(kinds);
  o["duplicates"] = std::move(duplicates);
  o["cluster_sizes"] = bins_json(stats.cluster_sizes);
  o["file_bytes"] = bins_json(stats.file_bytes);
  o["sample_tokens"] = bins_json(stats.sample_tokens);
  json::array context;
  for (unsigned i = 0; i < stats.sample_context.size(); ++i)
    context.push_back(json::object{{"from", i / 10.0}, {"to", (i + 1) / 10.0}, {"count", stats.sample_context[i]}});
  o["sample_context_resolution"] = std::move(context);
  o["samples_without_references"] = stats.samples_without_references;
  o["samples_over_budget"] = stats.samples_over_budget;
  o["samples_unread"] = stats.samples_unread;
  for (const char* key : {"options", "inputs"})
    if (const json::value* value = json::find(stats.manifest, key)) o[key] = *value;
  return o;
}

}  // namespace oyer::datasets
