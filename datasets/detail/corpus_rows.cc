#include "datasets/detail/corpus_rows.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/utf8.h"
#include "datasets/detail/parquet_stream.h"

namespace oyer::datasets::detail {
namespace {

json::array decisions_json(const std::vector<Decision>& decisions) {
  json::array rows;
  for (const Decision& d : decisions)
    rows.push_back(json::object{{"rule", d.rule}, {"value", d.value}, {"limit", d.limit}, {"drop", d.drop}});
  return rows;
}

std::string extension_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto dot = path.rfind('.');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return "";
  return path.substr(dot + 1);
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

json::object evidence_json(const LicenseFinding& finding) {
  return {{"expression", finding.expression},
          {"source", json_text(finding.source)},
          {"confidence", finding.confidence},
          {"evidence", json_text(finding.evidence)}};
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

json::object counts_json(const std::map<std::string, std::uint64_t>& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
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
                      const std::vector<std::string>& samples) {
  json::object row;
  add_repository(row, repository);
  for (const auto& [key, value] : file_columns(file)) row[key] = value;
  row["kept"] = file.drop.empty();
  row["reason"] = file.drop;
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

json::object sample_row(const ScannedRepository& repository, const SampleRow& sample, const CorpusOptions& options) {
  json::object row;
  row["id"] = sample.id;
  row["unit"] = std::string(name_of(sample.unit));
  add_repository(row, repository);
  row["committer_date"] = utc_time(repository.commit.committer.seconds);
  row["order"] = std::string(name_of(options.order));
  row["dialect"] = std::string(name_of(options.dialect));
  std::vector<SamplePart> parts;
  std::vector<std::string> paths;
  paths.reserve(sample.files.size());
  for (const RowFile& file : sample.files) {
    paths.push_back(json_text(file.file->entry.path));
    parts.push_back({paths.back(), file.file->kind.language, file.text});
  }
  if (options.dialect != Dialect::plain) row["text"] = join_parts(options.dialect, row["repo_name"].as_string(), parts);
  json::array files;
  for (const RowFile& file : sample.files) {
    json::object one = file_columns(*file.file);
    one["repeated"] = file.repeated;
    one["marks_broken"] = file.marks_broken;
    if (options.dialect == Dialect::plain) one["content"] = file.text;
    files.push_back(std::move(one));
  }
  row["files"] = std::move(files);
  row["tokens"] = sample.tokens;
  row["context_resolution"] = sample.context.share();
  row["references_resolved"] = sample.context.resolved;
  row["references_resolvable"] = sample.context.resolvable;
  row["origin"] = "repository";
  row["generation"] = 0;
  return row;
}

json::object options_json(const CorpusOptions& options) {
  json::object o;
  o["preset"] = options.preset;
  o["unit"] = std::string(name_of(options.unit));
  o["order"] = std::string(name_of(options.order));
  o["budget"] = options.budget;
  o["tokens"] = "a quarter of the bytes";
  o["dialect"] = std::string(name_of(options.dialect));
  o["format"] = std::string(name_of(options.format));
  if (options.format != CorpusFormat::jsonl) o["arrow"] = std::string(arrow_version());
  o["seed"] = options.seed;
  o["validation"] = options.validation;
  o["keep_vendored"] = options.keep_vendored;
  o["keep_generated"] = options.keep_generated;
  o["keep_non_permissive"] = options.keep_non_permissive;
  o["redact"] = options.redact;
  o["verify"] = options.verify;
  o["largest_file"] = options.largest_file.count;
  o["shard"] = options.shard.count;
  return o;
}

json::object totals_json(const CorpusTotals& totals) {
  json::object o;
  o["repositories"] = totals.repositories;
  o["files"] = totals.files;
  o["kept"] = totals.kept;
  o["bytes_kept"] = totals.bytes_kept;
  o["dropped"] = counts_json(totals.dropped);
  o["languages"] = counts_json(totals.languages);
  o["licenses"] = counts_json(totals.licenses);
  o["redacted"] = counts_json(totals.redacted);
  o["samples"] = totals.samples;
  o["tokens"] = totals.tokens;
  o["imports"] = counts_json(totals.imports);
  o["references_resolved"] = totals.context.resolved;
  o["references_resolvable"] = totals.context.resolvable;
  o["context_resolution"] = totals.context.share();
  return o;
}

}  // namespace oyer::datasets::detail
