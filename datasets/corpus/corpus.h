// A corpus: samples made from the files of git repositories, with an account of every file.
//
//   OUT/manifest.json            options, inputs with their commits, every shard with its digest, totals
//   OUT/data/*.jsonl.zst         samples
//   OUT/data/*.parquet           the same samples
//   OUT/dropped/*.jsonl.zst      one row for each file that was left out: why, by which rule, value and limit
//   OUT/files/*.jsonl.zst        one row for each file that stayed: the same, and the samples that hold it
//   OUT/README.md                what this is, for a reader and for Hugging Face's loader
//
// The bytes written are a function of the inputs' commits and the options that the manifest names: not of the number of
// workers, of what was there before, of the clock, or of how often the work was broken off and begun again. A corpus
// is replaced in one step at its end; until then the old one stays whole.
#pragma once

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
#include "datasets/corpus/order.h"
#include "datasets/corpus/pack.h"
#include "datasets/corpus/sample_text.h"

namespace oyer::datasets {

struct CorpusInput {
  std::string place;  // path of a work tree or a bare repository, or a URL
  std::string revision = "HEAD";
  std::string name;  // as rows call it; empty: from the place
};

enum class CorpusUnit { project, file };
std::string_view name_of(CorpusUnit unit) noexcept;

// How samples are written. Parquet takes the program oyer-parquet beside the running one.
enum class CorpusFormat { jsonl, parquet, both };
std::string_view name_of(CorpusFormat format) noexcept;
// `both` where this build can write Parquet.
CorpusFormat default_format() noexcept;

struct CorpusOptions {
  std::string preset = "starcoder2";
  CorpusUnit unit = CorpusUnit::project;
  OrderPolicy order = OrderPolicy::dependency;
  std::uint64_t budget = 0;  // tokens of a sample; 0: a project is one sample
  Dialect dialect = Dialect::plain;
  CorpusFormat format = default_format();
  std::uint64_t seed = 0;
  double validation = 0;  // share of the repositories whose samples go to the split "validation"
  bool keep_vendored = false, keep_generated = false, keep_non_permissive = false;
  bool redact = true;   // put placeholders for secrets and personal data
  bool verify = false;  // hash every object read
  Bytes largest_file = 10_MiB;
  Bytes shard = 256_MiB;  // before compression
  // What follows changes no byte of the output.
  unsigned jobs = 1;
};

// What came out. Also in the manifest, under "totals".
struct CorpusTotals {
  std::uint64_t repositories = 0, files = 0, kept = 0, bytes_kept = 0;
  std::uint64_t samples = 0, tokens = 0;
  std::map<std::string, std::uint64_t> dropped;    // by reason
  std::map<std::string, std::uint64_t> languages;  // files kept
  std::map<std::string, std::uint64_t> licenses;   // files kept, by type
  std::map<std::string, std::uint64_t> redacted;   // findings replaced in files kept, by class
  std::map<std::string, std::uint64_t> imports;    // by status
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
};

// Errors name the repository or the file of the output. When it fails or is stopped the corpus that was in `out` is
// still there, whole.
Result<CorpusTotals> build_corpus(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                  const std::filesystem::path& out, const CorpusRun& run);

// The manifest of a corpus. not_found where there is none; corrupt where it cannot be read.
Result<json::object> read_manifest(const std::filesystem::path& out);

// Every row that a corpus holds about a path or a blob's id (or its beginning, of at least six digits), in the order of
// the repositories. Empty when no file of the corpus is called so.
Result<std::vector<json::object>> explain_file(const std::filesystem::path& out, const std::string& path_or_id);

}  // namespace oyer::datasets
