// A corpus: samples made from the files of git repositories, with an account of every file.
//
//   OUT/manifest.json            options, inputs with their commits, every shard with its digest, totals
//   OUT/data/*.jsonl.zst         samples
//   OUT/data/*.parquet           the same samples
//   OUT/dropped/*.jsonl.zst      one row for each file that was left out: why, by which rule, value and limit
//   OUT/clusters/*.jsonl.zst    what duplicates what, files and whole projects
//   OUT/files/*.jsonl.zst        one row for each file that stayed: the same, and the samples that hold it
//   OUT/README.md                what this is, for a reader and for Hugging Face's loader
//
// The bytes written are a function of the inputs' commits and the options that the manifest names: not of the number of
// workers, of what was there before, of the clock, or of how often the work was broken off and begun again. A corpus
// is replaced in one step at its end; until then the old one stays whole.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/units.h"
#include "datasets/corpus/dedup.h"
#include "datasets/corpus/fim.h"
#include "datasets/corpus/order.h"
#include "datasets/corpus/pack.h"
#include "datasets/corpus/sample_text.h"

namespace oyer::datasets {

struct CorpusInput {
  std::string place;  // path of a work tree or a bare repository, or a URL
  std::string revision = "HEAD";
  std::string name;  // as rows call it; empty: from the place
};

enum class CorpusUnit {
  project,
  file,
  function,  // see function_unit.h
  commit,    // see commit_unit.h
};
inline constexpr std::array all_units = {CorpusUnit::project, CorpusUnit::file, CorpusUnit::function,
                                         CorpusUnit::commit};
std::string_view name_of(CorpusUnit unit) noexcept;

// How samples are written. Parquet takes the program oyer-parquet beside the running one.
enum class CorpusFormat { jsonl, parquet, both };
inline constexpr std::array all_formats = {CorpusFormat::jsonl, CorpusFormat::parquet, CorpusFormat::both};
std::string_view name_of(CorpusFormat format) noexcept;
// `both` where this build can write Parquet.
CorpusFormat default_format() noexcept;

// What must not be in a corpus: a benchmark's file or folder, as read_benchmark() takes it.
struct BenchmarkFile {
  std::string name;
  std::filesystem::path path;
};

struct CorpusOptions {
  std::string preset = "starcoder2";
  CorpusUnit unit = CorpusUnit::project;
  OrderPolicy order = OrderPolicy::dependency;
  std::uint64_t budget = 0;  // tokens of a sample; 0: a project is one sample
  Dialect dialect = Dialect::plain;
  CorpusFormat format = default_format();
  FimOptions fim;                // of the last file of projects and of files; its seed is the one below
  bool all_units = false;        // functions that are no seeds and commits that CommitPackFT would drop, too
  std::uint64_t history = 1000;  // commits looked at, newest first
  std::uint64_t seed = 0;
  double validation = 0;  // share of the repositories whose samples go to the split "validation"
  bool keep_vendored = false, keep_generated = false, keep_non_permissive = false;
  DedupLevels dedup;                            // none of them: nothing is a duplicate
  double jaccard = 0.7;                         // from which files, and projects as sets of files, are near duplicates
  std::filesystem::path tokenizer;              // a tokenizer.json that counts tokens; none: a quarter of the bytes
  std::vector<std::filesystem::path> opt_outs;  // lists as opt_out.h reads them
  std::vector<BenchmarkFile> benchmarks;        // files that hold something of them are left out
  std::vector<std::string> muted;               // their items that nothing is left out for
  std::vector<std::filesystem::path> plain_texts;  // what these say, everybody says
  bool redact = true;                              // put placeholders for secrets and personal data
  bool verify = false;                             // hash every object read
  Bytes largest_file = 10_MiB;
  Bytes shard = 256_MiB;  // before compression
  // What follows changes no byte of the output.
  unsigned jobs = 1;
};

// What came out. Also in the manifest, under "totals".
struct CorpusTotals {
  std::uint64_t repositories = 0, repositories_unread = 0, files = 0, kept = 0, bytes_kept = 0;
  std::uint64_t samples = 0, tokens = 0;
  std::map<std::string, std::uint64_t> dropped;    // by reason
  std::map<std::string, std::uint64_t> languages;  // files kept
  std::map<std::string, std::uint64_t> licenses;   // files kept, by type
  std::map<std::string, std::uint64_t> redacted;   // findings replaced in files kept, by class
  std::map<std::string, std::uint64_t> imports;    // by status
  std::map<std::string, std::map<std::string, std::uint64_t>> imports_by_language;
  struct Contaminated {
    std::uint64_t files = 0, items = 0;
    friend bool operator==(const Contaminated&, const Contaminated&) = default;
  };
  std::map<std::string, Contaminated> contaminated;  // by benchmark; files count under each that they hold
  std::map<std::string, std::uint64_t> clusters;     // "file" and "project"
  std::map<std::string, std::uint64_t> left_out;     // functions and commits that are no samples, by reason
  ContextResolution context;
  bool unchanged = false;  // the corpus was there already, for these inputs and options: its manifest has the counts
};

struct CorpusProgress {
  std::string repository;
  std::uint64_t repositories_done = 0, repositories = 0;
  std::uint64_t files_done = 0, files = 0, bytes = 0;
};

struct CorpusRun {
  std::function<void(const CorpusProgress&)> progress;  // on the calling thread
  std::stop_token stop;
  // A URL that cannot be fetched ends the build. Otherwise it is a repository that could not be read, as one that is
  // gone or broken is: counted, named in the manifest, and left out, unless none is left.
  bool demand_urls = false;
};

// Errors name the repository or the file of the output. When it fails or is stopped the corpus that was in `out` is
// still there, whole.
Result<CorpusTotals> build_corpus(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                  const std::filesystem::path& out, const CorpusRun& run);

// The manifest of a corpus. not_found where there is none; corrupt where it cannot be read.
Result<json::object> read_manifest(const std::filesystem::path& out);

// Every row that a corpus holds about a path or a blob's id (or its beginning, of at least six digits), in the order of
// the repositories; of a repository that could not be read, or its history, the row that says why, by its name. Empty
// when nothing of the corpus is called so.
Result<std::vector<json::object>> explain_file(const std::filesystem::path& out, const std::string& path_or_id);

}  // namespace oyer::datasets
