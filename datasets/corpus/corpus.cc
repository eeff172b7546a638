#include "datasets/corpus/corpus.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/digest.h"
#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/corpus/graph.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/corpus_folder.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/fact_log.h"
#include "datasets/detail/shard_set.h"
#include "datasets/git.h"
#include "parsers/outline.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using detail::RowFile;
using detail::SampleRow;
using detail::Shard;
using detail::ShardSet;

constexpr std::string_view kFormat = "oyer-corpus/1";

// Raised when the same inputs and options would give other bytes than before.
constexpr std::uint64_t kRules = 1;

// What an input is at this moment.
struct Source {
  CorpusInput input;
  Repository repository;
  GitCommit commit;
};

std::string name_from(const std::string& place) {
  std::string_view rest = place;
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.ends_with("/.git")) rest.remove_suffix(5);
  if (rest.ends_with(".git")) rest.remove_suffix(4);
  const auto slash = rest.find_last_of("/:");
  std::string name(slash == std::string_view::npos ? rest : rest.substr(slash + 1));
  return name.empty() || name == "." ? fs::absolute(place).lexically_normal().parent_path().filename().string() : name;
}

bool is_url(const std::string& place) { return place.find("://") != std::string::npos; }

Result<Repository> open_repository(const CorpusInput& input, const GitOptions& options, const fs::path& copies) {
  if (!is_url(input.place)) return Repository::open(input.place, options);
  std::error_code error;
  fs::create_directories(copies, error);
  if (error) return fail(host_error("cannot make " + copies.string(), error.value()));
  // Named by the URL's digest: a URL can hold anything.
  return Repository::fetch(input.place, copies / to_string(sha256(input.place)).substr(0, 32), options);
}

Result<std::vector<Source>> open_sources(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                         const fs::path& copies) {
  std::vector<Source> sources;
  std::set<std::string> names;
  for (CorpusInput input : inputs) {
    if (input.name.empty()) input.name = name_from(input.place);
    if (!names.insert(input.name).second)
      return fail(
          invalid_input("two repositories are called " + input.name + "; give one another name: NAME=" + input.place));
    GitOptions git;
    git.verify = options.verify;
    git.largest_blob = options.largest_file;
    OYER_TRY(Repository repository, open_repository(input, git, copies));
    OYER_TRY(GitCommit commit, repository.commit(input.revision));
    sources.push_back({std::move(input), std::move(repository), std::move(commit)});
  }
  return sources;
}

json::array inputs_json(const std::vector<Source>& sources) {
  json::array inputs;
  for (const Source& source : sources)
    inputs.push_back(json::object{{"name", source.input.name},
                                  {"place", source.input.place},
                                  {"revision", source.input.revision},
                                  {"commit", source.commit.id.hex}});
  return inputs;
}

// The outlines of every language: each puts something into rows.
std::string outline_versions() {
  Digester digester;
  for (std::size_t i = 0; i < kLanguageCount; ++i) digester.field(parsers::outline_version(static_cast<Language>(i)));
  return to_string(digester.finish());
}

// Everything that decides what the output will be.
json::object heading(const std::vector<Source>& sources, const CorpusOptions& options) {
  json::object manifest;
  manifest["format"] = std::string(kFormat);
  manifest["rules"] = kRules;
  manifest["outlines"] = outline_versions();
  manifest["detector"] = std::string(Detector::version());
  manifest["options"] = detail::options_json(options);
  manifest["inputs"] = inputs_json(sources);
  return manifest;
}

// The totals of the corpus that is there, if it is for this heading and none of its shards has changed.
std::optional<CorpusTotals> still_valid(const fs::path& out, const json::object& wanted) {
  Result<json::object> found = read_manifest(out);
  if (!found.has_value()) return std::nullopt;
  for (const auto& [key, value] : wanted) {
    const json::value* there = json::find(*found, key);
    if (there == nullptr || json::print(*there) != json::print(value)) return std::nullopt;
  }
  const json::array* shards = json::find_array(*found, "shards");
  if (shards == nullptr) return std::nullopt;
  for (const json::value& shard : *shards) {
    if (!shard.is_object()) return std::nullopt;
    const json::string* path = json::find_string(shard.as_object(), "path");
    const json::string* sha256 = json::find_string(shard.as_object(), "sha256");
    if (path == nullptr || sha256 == nullptr) return std::nullopt;
    const Result<Digest> digest = detail::digest_of_file(out / std::string(json::view(*path)));
    if (!digest.has_value() || to_string(*digest) != json::view(*sha256)) return std::nullopt;
  }
  CorpusTotals totals;
  totals.unchanged = true;
  return totals;
}

// A number between 0 and 1 that belongs to a repository for good.
double lot_of(const std::string& name, std::uint64_t seed) {
  const Digest digest = Digester().field("validation").field(seed).field(name).finish();
  std::uint64_t bits = 0;
  for (int i = 0; i < 6; ++i) bits = bits << 8U | digest.bytes[static_cast<std::size_t>(i)];
  return static_cast<double>(bits) / static_cast<double>(std::uint64_t{1} << 48U);
}

class Builder {
 public:
  Builder(const CorpusOptions& options, const CorpusRun& run, const fs::path& folder, const Detector* detector,
          detail::FactLog& facts)
      : options_(options),
        run_(run),
        detector_(detector),
        facts_(facts),
        train_(folder, "data", "train", options.shard),
        validation_(folder, "data", "validation", options.shard),
        dropped_(folder, "dropped", "dropped", options.shard),
        files_(folder, "files", "files", options.shard) {}

  Status add(const Source& source, std::uint64_t number, std::uint64_t of) {
    ScannedRepository scanned{source.input.name, source.input.place, source.input.revision, source.commit, {}};
    OYER_TRY(const Repository::Listing listing, source.repository.list(source.commit));
    const auto progress = [&](std::uint64_t done, std::uint64_t files, std::uint64_t bytes) {
      if (run_.progress) run_.progress({source.input.name, number, of, done, files, bytes});
    };
    const ScanOptions scan{options_.preset,
                           options_.seed,
                           options_.keep_vendored,
                           options_.keep_generated,
                           options_.keep_non_permissive,
                           detector_,
                           options_.jobs > 1 ? options_.jobs : 0,
                           &facts_};
    OYER_TRY(scanned.files, scan_files(source.repository, listing.entries, scan, progress, run_.stop));
    for (const std::string& folder : listing.unreadable) scanned.files.push_back(unlisted(folder, "unreadable_folder"));
    for (const auto& [path, problem] : listing.refused)
      scanned.files.push_back(unlisted(path, "path:" + std::string(name_of(problem))));
    return write_repository(source, scanned);
  }

  Result<std::vector<Shard>> finish() {
    std::vector<Shard> shards;
    for (ShardSet* set : {&train_, &validation_, &files_, &dropped_}) {
      OYER_TRY(std::vector<Shard> some, set->finish());
      for (Shard& shard : some) shards.push_back(std::move(shard));
    }
    return shards;
  }

  const CorpusTotals& totals() const noexcept { return totals_; }

 private:
  // What is not read still has its row.
  static ScannedFile unlisted(const std::string& path, std::string drop) {
    ScannedFile file;
    file.entry.path = path;
    file.drop = std::move(drop);
    return file;
  }

  Status write_repository(const Source& source, const ScannedRepository& scanned) {
    std::vector<std::uint32_t> kept;  // places in scanned.files
    std::vector<std::string> paths;
    for (std::uint32_t i = 0; i < scanned.files.size(); ++i) {
      paths.push_back(scanned.files[i].entry.path);
      if (scanned.files[i].drop.empty()) kept.push_back(i);
    }
    std::vector<ProjectFile> project;
    std::vector<std::uint64_t> tokens;
    for (const std::uint32_t i : kept) {
      const ScannedFile& file = scanned.files[i];
      project.push_back(
          {file.entry.path, file.kind.parsed_as.value_or(Language::python), file.outline ? &*file.outline : nullptr});
      tokens.push_back(file.tokens + estimated_tokens(file.entry.path.size()) + 2);
    }
    const ProjectGraph graph = project_graph(project, paths);
    count(scanned, graph);
    const PackOptions packing{options_.order, options_.seed, options_.budget, options_.unit == CorpusUnit::file};
    std::vector<std::vector<std::string>> samples_of(scanned.files.size());
    ShardSet& split = lot_of(scanned.name, options_.seed) < options_.validation ? validation_ : train_;
    std::uint64_t number = 0;
    for (const PackedSample& packed : pack(graph, tokens, packing)) {
      if (run_.stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
      const std::string id = scanned.name + "@" + scanned.commit.id.hex.substr(0, 12) + ":" + std::to_string(number++);
      for (const PackedFile& file : packed.files) samples_of[kept[file.file]].push_back(id);
      OYER_TRY(const SampleRow row, sample_of(source, scanned, kept, packed, id));
      OYER_TRY_STATUS(split.write(detail::sample_row(scanned, row, options_)));
      ++totals_.samples;
      totals_.tokens += packed.tokens;
      totals_.context += packed.context;
    }
    return write_files(scanned, samples_of);
  }

  Result<SampleRow> sample_of(const Source& source, const ScannedRepository& scanned,
                              const std::vector<std::uint32_t>& kept, const PackedSample& packed,
                              const std::string& id) {
    SampleRow row{id, options_.unit, {}, packed.tokens, packed.context};
    std::vector<ObjectId> ids;
    for (const PackedFile& file : packed.files) {
      row.files.push_back({&scanned.files[kept[file.file]], file.repeated, {}, 0});
      ids.push_back(row.files.back().file->entry.id);
    }
    const auto visit = [&](const Blob& blob) -> Status {
      RowFile& file = row.files[blob.index];
      std::optional<std::string> text;
      if (!blob.problem) text = sample_text(blob.bytes, *file.file, detector_);
      if (!text) return fail(corrupt(source.input.place + ": " + file.file->entry.path + " changed while it was read"));
      if (options_.dialect == Dialect::plain) {
        file.text = *std::move(text);
      } else {
        Broken broken = break_marks(*text);
        file.text = std::move(broken.text);
        file.marks_broken = broken.marks;
      }
      return {};
    };
    OYER_TRY_STATUS(source.repository.read_blobs(ids, visit));
    return row;
  }

  Status write_files(const ScannedRepository& scanned, const std::vector<std::vector<std::string>>& samples_of) {
    for (std::size_t i = 0; i < scanned.files.size(); ++i) {
      const ScannedFile& file = scanned.files[i];
      ShardSet& set = file.drop.empty() ? files_ : dropped_;
      OYER_TRY_STATUS(set.write(detail::file_row(scanned, file, samples_of[i])));
    }
    return {};
  }

  void count(const ScannedRepository& scanned, const ProjectGraph& graph) {
    ++totals_.repositories;
    totals_.files += scanned.files.size();
    for (const ScannedFile& file : scanned.files) {
      if (!file.drop.empty()) {
        ++totals_.dropped[file.drop];
        continue;
      }
      ++totals_.kept;
      totals_.bytes_kept += file.bytes;
      ++totals_.languages[file.kind.language];
      ++totals_.licenses[std::string(name_of(file.license.type))];
      for (const Finding& finding : file.findings) ++totals_.redacted[std::string(name_of(finding.kind))];
    }
    const ResolutionCounts imports = count_imports(graph);
    totals_.imports["unique"] += imports.unique;
    totals_.imports["ambiguous"] += imports.ambiguous;
    totals_.imports["external"] += imports.external;
    totals_.imports["dynamic"] += imports.dynamic;
  }

  const CorpusOptions& options_;
  const CorpusRun& run_;
  const Detector* detector_;
  detail::FactLog& facts_;
  ShardSet train_, validation_, dropped_, files_;
  CorpusTotals totals_;
};

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

}  // namespace

std::string_view name_of(CorpusUnit unit) noexcept { return unit == CorpusUnit::project ? "project" : "file"; }

Result<CorpusTotals> build_corpus(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                  const fs::path& out, const CorpusRun& run) {
  if (inputs.empty()) return fail(invalid_input("no repository is named"));
  OYER_TRY(detail::CorpusFolder folder, detail::CorpusFolder::open(out));
  OYER_TRY(const std::vector<Source> sources, open_sources(inputs, options, folder.repositories()));
  json::object manifest = heading(sources, options);
  if (auto totals = still_valid(out, manifest)) return *totals;
  OYER_TRY(const fs::path partial, folder.begin());
  std::optional<Detector> detector;
  if (options.redact) {
    OYER_TRY(detector, Detector::open());
  }
  detail::FactLog facts(folder.cache());
  Builder builder(options, run, partial, detector ? &*detector : nullptr, facts);
  for (std::size_t i = 0; i < sources.size(); ++i) OYER_TRY_STATUS(builder.add(sources[i], i, sources.size()));
  OYER_TRY(const std::vector<Shard> shards, builder.finish());
  json::array listed;
  for (const Shard& shard : shards)
    listed.push_back(
        json::object{{"path", shard.path}, {"rows", shard.rows}, {"bytes", shard.bytes}, {"sha256", shard.sha256}});
  manifest["shards"] = std::move(listed);
  manifest["totals"] = detail::totals_json(builder.totals());
  OYER_TRY_STATUS(write_file(partial / "README.md", card_of(manifest, shards)));
  OYER_TRY_STATUS(folder.commit(manifest));
  facts.finish();
  return builder.totals();
}

Result<json::object> read_manifest(const fs::path& out) {
  OYER_TRY(const std::string text, read_file(out / "manifest.json"));
  Result<json::value> value = json::parse(text);
  if (!value.has_value() || !value->is_object())
    return fail(corrupt((out / "manifest.json").string() + " is not a manifest; build the corpus again"));
  const json::string* format = json::find_string(value->as_object(), "format");
  if (format == nullptr || json::view(*format) != kFormat)
    return fail(unsupported((out / "manifest.json").string() + " is not of the format " + std::string(kFormat)));
  return std::move(value->as_object());
}

Result<std::vector<json::object>> explain_file(const fs::path& out, const std::string& path_or_id) {
  OYER_TRY(const json::object manifest, read_manifest(out));
  const auto is_digit = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  const bool may_be_id = path_or_id.size() >= 6 && std::all_of(path_or_id.begin(), path_or_id.end(), is_digit);
  std::vector<json::object> rows;
  const json::array* shards = json::find_array(manifest, "shards");
  if (shards == nullptr) return fail(corrupt(out.string() + "/manifest.json lists no shards; build the corpus again"));
  for (const json::value& shard : *shards) {
    const json::string* name = shard.is_object() ? json::find_string(shard.as_object(), "path") : nullptr;
    if (name == nullptr || json::view(*name).starts_with("data/")) continue;
    OYER_TRY(JsonlReader reader, JsonlReader::open(out / std::string(json::view(*name))));
    for (;;) {
      OYER_TRY(std::optional<JsonLine> line, reader.next());
      if (!line) break;
      const json::string* path = json::find_string(line->row, "path");
      const json::string* id = json::find_string(line->row, "blob_id");
      const bool is_path = path != nullptr && json::view(*path) == path_or_id;
      const bool is_id = may_be_id && id != nullptr && json::view(*id).starts_with(path_or_id);
      if (is_path || is_id) rows.push_back(std::move(line->row));
    }
  }
  return rows;
}

}  // namespace oyer::datasets
