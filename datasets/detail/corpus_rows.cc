#include "datasets/detail/corpus_rows.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/utf8.h"
#include "datasets/detail/corpus_dedup.h"
#include "datasets/detail/parquet_stream.h"
#include "datasets/detail/people_of.h"

namespace oyer::datasets::detail {
namespace {

std::string extension_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto dot = path.rfind('.');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return "";
  return path.substr(dot + 1);
}

json::object evidence_json(const LicenseFinding& finding) {
  return {{"expression", finding.expression},
          {"source", json_text(finding.source)},
          {"confidence", finding.confidence},
          {"evidence", json_text(finding.evidence)}};
}

json::object fim_json(const FimOptions& fim) {
  json::object o;
  o["rate"] = fim.rate;
  o["mode"] = fim.mode ? std::string(name_of(*fim.mode)) : "both";
  o["span"] = fim.span ? std::string(name_of(*fim.span)) : "both";
  return o;
}

// Where the last file was cut, in bytes of its text as the sample carries it; and the parts, where no text has them.
json::object cut_json(const SampleRow& sample, const CorpusOptions& options) {
  const std::string& text = sample.files.back().text;
  const FimCut& cut = *sample.cut;
  json::object o;
  o["path"] = json_text(sample.files.back().file->entry.path);
  o["mode"] = std::string(name_of(cut.mode));
  o["span"] = std::string(name_of(cut.span));
  o["begin"] = cut.begin;
  o["end"] = cut.end;
  if (options.dialect != Dialect::plain) return o;
  o["prefix"] = text.substr(0, cut.begin);
  o["middle"] = text.substr(cut.begin, cut.end - cut.begin);
  o["suffix"] = text.substr(cut.end);
  return o;
}

json::object counts_json(const std::map<std::string, std::uint64_t>& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

}  // namespace

json::array decisions_json(const std::vector<Decision>& decisions) {
  json::array rows;
  for (const Decision& d : decisions)
    rows.push_back(json::object{{"rule", d.rule}, {"value", d.value}, {"limit", d.limit}, {"drop", d.drop}});
  return rows;
}

// What was found, header first; the same expression once.
json::array licenses_json(const LicenseVerdict& verdict) {
  json::array rows;
  for (const LicenseFinding* finding : {&verdict.header, &verdict.directory, &verdict.repository}) {
    const json::value expression = json::string(finding->expression);
    if (!finding->expression.empty() && std::find(rows.begin(), rows.end(), expression) == rows.end())
      rows.push_back(expression);
  }
  return rows;
}

// Every finding with where it was made.
json::array evidence_json(const LicenseVerdict& verdict) {
  json::array rows;
  const std::pair<const char*, const LicenseFinding*> all[] = {
      {"header", &verdict.header}, {"directory", &verdict.directory}, {"repository", &verdict.repository}};
  for (const auto& [place, finding] : all) {
    if (finding->expression.empty()) continue;
    json::object row{{"place", place}};
    for (auto& [key, value] : evidence_json(*finding)) row[key] = std::move(value);
    rows.push_back(std::move(row));
  }
  return rows;
}

json::value time_json(std::int64_t seconds) {
  std::string time = utc_time(seconds);
  if (time.size() != 20 || time[0] == '-') return nullptr;
  return json::string(time);
}

// What The Stack v2 tells of a file.
json::object file_columns(const ScannedFile& file) {
  json::object row;
  row["path"] = json_text(file.entry.path);
  row["blob_id"] = file.entry.id.hex;
  row["language"] = file.kind.language;
  row["extension"] = json_text(extension_of(file.entry.path));
  row["length_bytes"] = file.bytes;
  row["src_encoding"] = file.kind.encoding;
  row["is_vendor"] = file.kind.vendored;
  row["is_generated"] = file.kind.generated;
  row["detected_licenses"] = licenses_json(file.license);
  row["license_type"] = std::string(name_of(file.license.type));
  row["license"] = file.license.expression;
  return row;
}

void add_repository(json::object& row, const ScannedRepository& repository) {
  row["repo_name"] = json_text(repository.name);
  row["branch_name"] = json_text(repository.revision);
  row["revision_id"] = repository.commit.id.hex;
}

// Every place of the blob, this one, too.
void add_copies(json::object& row, const ScannedFile& file, const CopiesOf& copies) {
  const CopiesOf::Copies& all = copies.of(file.entry.id);
  json::array places;
  for (const CopiesOf::Copy& copy : all.first)
    places.push_back(json::object{{"repo_name", json_text(*copy.repository)}, {"path", json_text(*copy.path)}});
  row["all_paths"] = std::move(places);
  row["all_paths_count"] = all.number;
}

namespace {

json::object duplicate_json(const DuplicateOf& duplicate) {
  json::object row;
  row["how"] = std::string(name_of(duplicate.how));
  row["jaccard"] = duplicate.jaccard;
  row["repo_name"] = json_text(duplicate.repository);
  if (duplicate.project) return row;
  row["path"] = json_text(duplicate.path);
  row["blob_id"] = duplicate.blob_id;
  return row;
}

// The first so many: who holds a whole benchmark holds it a thousand times over.
void add_contamination(json::object& row, const std::vector<Contamination>& contamination) {
  constexpr std::size_t most = 50;
  json::array evidence;
  for (const Contamination& one : contamination) {
    if (evidence.size() == most) break;
    evidence.push_back(json::object{{"benchmark", json_text(one.benchmark)},
                                    {"item", json_text(one.item)},
                                    {"part", json_text(one.part)},
                                    {"kind", std::string(name_of(one.kind))},
                                    {"ngram", one.ngram},
                                    {"words", one.words},
                                    {"share", one.share},
                                    {"begin", one.span.begin},
                                    {"end", one.span.end},
                                    {"matched", json_text(one.matched)}});
  }
  row["contamination"] = std::move(evidence);
  row["contamination_count"] = contamination.size();
}

json::object entry_json(const PlannedCluster::Entry& entry, bool project) {
  json::object row;
  row["repo_name"] = json_text(entry.repository);
  if (project) return row;
  row["path"] = json_text(entry.path);
  row["blob_id"] = entry.blob_id;
  return row;
}

json::object dedup_json(const CorpusOptions& options) {
  json::array levels;
  const std::pair<DuplicateKind, bool> all[] = {{DuplicateKind::exact, options.dedup.exact},
                                                {DuplicateKind::normalised, options.dedup.normalised},
                                                {DuplicateKind::near, options.dedup.near},
                                                {DuplicateKind::shape, options.dedup.shape}};
  for (const auto& [kind, on] : all)
    if (on) levels.push_back(json::string(name_of(kind)));
  const DedupOptions how;
  json::object o;
  o["levels"] = std::move(levels);
  o["jaccard"] = options.jaccard;
  o["bands"] = how.bands;
  o["rows"] = how.rows;
  o["permutations"] = sketch_permutations;
  o["shingle_words"] = shingle_words;
  o["least_shape_shingles"] = how.least_shape_shingles;
  o["short_shingles"] = options.unit == CorpusUnit::project ? kShortShingles : 0;
  return o;
}

}  // namespace

std::string json_text(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return text;
}

std::string utc_time(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return "";
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

json::object file_row(const ScannedRepository& repository, const ScannedFile& file,
                      const std::vector<std::string>& samples, const CopiesOf& copies) {
  json::object row;
  add_repository(row, repository);
  for (const auto& [key, value] : file_columns(file)) row[key] = value;
  row["kept"] = file.drop.empty();
  row["reason"] = file.drop;
  if (repository.unread) row["unread"] = json_text(repository.unread->what);
  if (repository.history_gap && file.drop.starts_with("people:"))
    row["unread"] = json_text(repository.history_gap->what);
  row["opt_out"] = json_text(file.opt_out);
  if (!file.contamination.empty()) add_contamination(row, file.contamination);
  if (file.duplicate) row["duplicate_of"] = duplicate_json(*file.duplicate);
  if (file.drop.empty()) {
    row["tokens"] = file.tokens;
    row["duplicates"] = file.duplicates;
    add_copies(row, file, copies);
  }
  if (!file.kind.why_vendored.empty()) row["why_vendored"] = file.kind.why_vendored;
  if (!file.kind.why_generated.empty()) row["why_generated"] = file.kind.why_generated;
  row["license_header"] = evidence_json(file.license.header);
  row["license_directory"] = evidence_json(file.license.directory);
  row["license_repository"] = evidence_json(file.license.repository);
  row["decisions"] = decisions_json(file.decisions);
  json::array redacted;
  for (const Finding& finding : file.findings)
    redacted.push_back(json::object{{"class", std::string(name_of(finding.kind))},
                                    {"rule", finding.rule},
                                    {"begin", finding.begin},
                                    {"end", finding.end}});
  row["redacted"] = std::move(redacted);
  if (file.parse) {
    row["parsed"] = file.parse->parsed;
    row["error_bytes"] = file.parse->error_bytes;
  }
  row["samples"] = json::value_from(samples);
  return row;
}

json::object sample_row(const ScannedRepository& repository, const SampleRow& sample, const CorpusOptions& options,
                        const CopiesOf& copies) {
  json::object row;
  row["id"] = sample.id;
  row["unit"] = std::string(name_of(sample.unit));
  add_repository(row, repository);
  row["committer_date"] = time_json(repository.commit.committer.seconds);
  row["order"] = std::string(name_of(options.order));
  row["dialect"] = std::string(name_of(options.dialect));
  std::vector<SamplePart> parts;
  std::vector<std::string> paths;
  paths.reserve(sample.files.size());
  for (const RowFile& file : sample.files) {
    paths.push_back(json_text(file.file->entry.path));
    parts.push_back({paths.back(), file.file->kind.language, file.text});
  }
  std::string joined;
  if (sample.cut && options.dialect != Dialect::plain) {
    joined = join_fim(options.dialect, sample.files.back().text, *sample.cut);
    parts.back().text = joined;
    parts.back().ends_open = true;
  }
  if (options.dialect != Dialect::plain) row["text"] = join_parts(options.dialect, row["repo_name"].as_string(), parts);
  json::array files;
  for (const RowFile& file : sample.files) {
    json::object one = file_columns(*file.file);
    add_copies(one, *file.file, copies);
    one["license_evidence"] = evidence_json(file.file->license);
    one["decisions"] = decisions_json(file.file->decisions);
    one["repeated"] = file.repeated;
    one["marks_broken"] = file.marks_broken;
    if (options.dialect == Dialect::plain) one["content"] = file.text;
    files.push_back(std::move(one));
  }
  row["files"] = std::move(files);
  if (options.fim.rate > 0) row["fim"] = sample.cut ? json::value(cut_json(sample, options)) : json::value();
  row["tokens"] = sample.tokens;
  row["context_resolution"] = sample.context.share();
  row["references_resolved"] = sample.context.resolved;
  row["references_resolvable"] = sample.context.resolvable;
  row["origin"] = "repository";
  row["generation"] = 0;
  return row;
}

json::object cluster_row(const PlannedCluster& cluster) {
  json::object row;
  row["level"] = cluster.project ? "project" : "file";
  row["survivor"] = entry_json(cluster.survivor, cluster.project);
  row["worst_license"] = std::string(name_of(cluster.worst_license));
  json::array members;
  for (const PlannedCluster::Member& member : cluster.members) {
    json::object one = entry_json(member.entry, cluster.project);
    one["how"] = std::string(name_of(member.how));
    one["jaccard"] = member.jaccard;
    members.push_back(std::move(one));
  }
  row["members"] = std::move(members);
  return row;
}

json::object options_json(const CorpusOptions& options) {
  json::object o;
  o["preset"] = options.preset;
  o["unit"] = std::string(name_of(options.unit));
  o["order"] = std::string(name_of(options.order));
  o["budget"] = options.budget;
  o["tokens"] = options.tokenizer.empty() ? "a quarter of the bytes" : options.tokenizer.filename().string();
  o["people_of_commits"] = options.redact ? kMostCommits : 0;
  o["dialect"] = std::string(name_of(options.dialect));
  o["format"] = std::string(name_of(options.format));
  if (options.format != CorpusFormat::jsonl) o["arrow"] = std::string(arrow_version());
  if (options.fim.rate > 0) o["fim"] = fim_json(options.fim);
  if (options.unit == CorpusUnit::commit) o["history"] = options.history;
  if (options.all_units) o["all_units"] = true;
  o["seed"] = options.seed;
  o["validation"] = options.validation;
  o["keep_vendored"] = options.keep_vendored;
  o["keep_generated"] = options.keep_generated;
  o["keep_non_permissive"] = options.keep_non_permissive;
  o["dedup"] = dedup_json(options);
  o["redact"] = options.redact;
  o["verify"] = options.verify;
  o["largest_file"] = options.largest_file.count;
  o["shard"] = options.shard.count;
  return o;
}

json::object totals_json(const CorpusTotals& totals) {
  json::object o;
  o["repositories"] = totals.repositories;
  o["repositories_unread"] = totals.repositories_unread;
  o["files"] = totals.files;
  o["kept"] = totals.kept;
  o["bytes_kept"] = totals.bytes_kept;
  o["dropped"] = counts_json(totals.dropped);
  o["languages"] = counts_json(totals.languages);
  o["licenses"] = counts_json(totals.licenses);
  o["redacted"] = counts_json(totals.redacted);
  json::object contaminated;
  for (const auto& [name, counts] : totals.contaminated)
    contaminated[name] = json::object{{"files", counts.files}, {"items", counts.items}};
  o["contaminated"] = std::move(contaminated);
  o["clusters"] = counts_json(totals.clusters);
  if (!totals.left_out.empty()) o["left_out"] = counts_json(totals.left_out);
  o["samples"] = totals.samples;
  o["tokens"] = totals.tokens;
  o["imports"] = counts_json(totals.imports);
  json::object by_language;
  for (const auto& [language, counts] : totals.imports_by_language) by_language[language] = counts_json(counts);
  o["imports_by_language"] = std::move(by_language);
  o["references_resolved"] = totals.context.resolved;
  o["references_resolvable"] = totals.context.resolvable;
  o["context_resolution"] = totals.context.share();
  return o;
}

}  // namespace oyer::datasets::detail
