#include "datasets/corpus/corpus.h"

#include <algorithm>
#include <cctype>

#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/detail/corpus_emit.h"
#include "datasets/detail/corpus_folder.h"
#include "datasets/detail/corpus_lists.h"
#include "datasets/detail/corpus_manifest.h"
#include "datasets/detail/corpus_plan.h"
#include "datasets/detail/corpus_source.h"
#include "datasets/detail/corpus_unit.h"
#include "datasets/detail/dataset_card.h"
#include "datasets/detail/fact_log.h"
#include "datasets/detail/parquet_stream.h"
#include "datasets/detail/row_columns.h"

namespace oyer::datasets {

namespace fs = std::filesystem;

std::string_view name_of(CorpusUnit unit) noexcept {
  switch (unit) {
    case CorpusUnit::project: return "project";
    case CorpusUnit::file: return "file";
    case CorpusUnit::function: return "function";
    case CorpusUnit::commit: return "commit";
  }
  return "?";
}

std::string_view name_of(CorpusFormat format) noexcept {
  switch (format) {
    case CorpusFormat::jsonl: return "jsonl";
    case CorpusFormat::parquet: return "parquet";
    case CorpusFormat::both: return "both";
  }
  return "?";
}

CorpusFormat default_format() noexcept {
  return detail::arrow_version().empty() ? CorpusFormat::jsonl : CorpusFormat::both;
}

namespace {

struct Making {
  const detail::Sources& sources;
  const CorpusOptions& options;
  const CorpusRun& run;
  const Detector* detector;
  detail::Lists& lists;  // planning uses them up
  detail::CorpusFolder& folder;
  detail::FactLog& facts;

  Result<detail::Emitted> once() const {
    OYER_TRY(const fs::path partial, folder.begin());
    OYER_TRY(detail::Plan plan, detail::plan_corpus(sources, options, run, detector, lists, facts));
    return detail::emit_corpus(sources.open, plan, options, run, detector, facts, partial);
  }
};

}  // namespace

// Sources, plan, emission, manifest: each phase sees what the one before it made, and nothing else.
Result<CorpusTotals> build_corpus(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                  const fs::path& out, const CorpusRun& run) {
  if (inputs.empty()) return fail(invalid_input("no repository is named"));
  OYER_TRY_STATUS(detail::check_unit(options));
  OYER_TRY(detail::CorpusFolder folder, detail::CorpusFolder::open(out));
  OYER_TRY(const detail::Sources sources,
           detail::open_sources(inputs, options, folder.repositories(), run.demand_urls));
  OYER_TRY(detail::Lists lists, detail::read_lists(options));
  json::object manifest = detail::heading(sources, options, lists);
  if (detail::still_valid(out, manifest)) {
    CorpusTotals unchanged;
    unchanged.unchanged = true;
    return unchanged;
  }
  std::optional<Detector> detector;
  if (options.redact) {
    OYER_TRY(detector, Detector::open());
  }
  detail::FactLog facts(folder.cache());
  const Making making{sources, options, run, detector ? &*detector : nullptr, lists, folder, facts};
  Result<detail::Emitted> made = making.once();
  // Facts tell of blobs that the repository may have lost since; without them that is a counted outcome.
  if (!made.has_value() && made.error().kind == Error::Kind::corrupt && facts.counts().found > 0) {
    facts.forget();
    OYER_TRY(lists, detail::read_lists(options));
    made = making.once();
  }
  OYER_TRY(detail::Emitted emitted, std::move(made));
  detail::add_outcome(manifest, emitted);
  const std::string card = detail::card_of(manifest, emitted.shards, detail::columns_of(options));
  OYER_TRY_STATUS(write_file(folder.partial() / "README.md", card));
  OYER_TRY_STATUS(folder.commit(manifest));
  facts.finish();
  return std::move(emitted.totals);
}

Result<json::object> read_manifest(const fs::path& out) {
  OYER_TRY(const std::string text, read_file(out / "manifest.json"));
  Result<json::value> value = json::parse(text);
  if (!value.has_value() || !value->is_object())
    return fail(corrupt((out / "manifest.json").string() + " is not a manifest; build the corpus again"));
  const json::string* format = json::find_string(value->as_object(), "format");
  if (format == nullptr || json::view(*format) != detail::kCorpusFormat)
    return fail(
        unsupported((out / "manifest.json").string() + " is not of the format " + std::string(detail::kCorpusFormat)));
  if (const auto shards = detail::shards_of(value->as_object()); !shards.has_value())
    return fail(corrupt((out / "manifest.json").string() + ": " + shards.error().what));
  return std::move(value->as_object());
}

Result<std::vector<json::object>> explain_file(const fs::path& out, const std::string& path_or_id) {
  OYER_TRY(const json::object manifest, read_manifest(out));
  const auto is_digit = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  const bool may_be_id = path_or_id.size() >= 6 && std::all_of(path_or_id.begin(), path_or_id.end(), is_digit);
  std::vector<json::object> rows;
  OYER_TRY(const std::vector<detail::Shard> shards, detail::shards_of(manifest));
  for (const detail::Shard& shard : shards) {
    if (shard.path.starts_with("data/") || shard.path.starts_with("clusters/")) continue;
    OYER_TRY(JsonlReader reader, JsonlReader::open(out / shard.path));
    for (;;) {
      OYER_TRY(std::optional<JsonLine> line, reader.next());
      if (!line) break;
      const json::string* path = json::find_string(line->row, "path");
      const json::string* id = json::find_string(line->row, "blob_id");
      const bool is_path = path != nullptr && json::view(*path) == path_or_id;
      const std::string reason = json::text_in(line->row, "reason");
      const bool is_of_all = (reason.starts_with("repository:") || reason.starts_with("people:")) &&
                             json::text_in(line->row, "repo_name") == path_or_id;
      const bool is_id = may_be_id && id != nullptr && json::view(*id).starts_with(path_or_id);
      if (is_path || is_id || is_of_all) rows.push_back(std::move(line->row));
    }
  }
  return rows;
}

}  // namespace oyer::datasets
