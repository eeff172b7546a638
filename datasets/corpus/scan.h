// Scanning: everything that can be said of the files of one commit, each on its own. Files are read in pack order by
// one thread and looked at by many; the result is a function of the commit and the options alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "datasets/corpus/decontaminate.h"
#include "datasets/corpus/dedup.h"
#include "datasets/corpus/facts.h"
#include "datasets/corpus/file_kind.h"
#include "datasets/corpus/license.h"
#include "datasets/corpus/quality.h"
#include "datasets/corpus/redact.h"
#include "datasets/corpus/sketch.h"
#include "datasets/git.h"
#include "parsers/outline.h"

namespace oyer::datasets {

namespace detail {
class FactLog;
}

struct ScanOptions {
  std::string preset = "starcoder2";  // quality rules; see quality.h
  std::uint64_t seed = 0;             // of rules that sample
  bool keep_vendored = false, keep_generated = false, keep_non_permissive = false;
  const Detector* detector = nullptr;  // of secrets and personal data; null: texts stay as they are
  unsigned jobs = 1;                   // threads beside the reading one
  // Whose names and addresses go, too, and what tells them from others: facts of cleaning are kept under it.
  const People* people = nullptr;
  std::string people_key;
  bool sketches = false;             // for deduplication
  detail::FactLog* facts = nullptr;  // of earlier scans, and for later ones; blobs that it knows are not read
  Bytes largest_file = 10_MiB;       // as the repository was opened with: larger ones are not taken from facts
};

// What a file that was dropped as a duplicate says again.
struct DuplicateOf {
  bool project = false;  // the whole repository is a duplicate of another; then `path` and `blob_id` are empty
  DuplicateKind how = DuplicateKind::exact;
  double jaccard = 1;
  std::string repository, path, blob_id;
  std::optional<std::uint32_t> here;  // place in the list, of a survivor in the same repository
};

// One file of the commit. `drop` is the reason it is left out, empty for a file that stays; a file dropped early has no
// answers of later steps.
struct ScannedFile {
  GitEntry entry;
  std::uint64_t bytes = 0;
  FileKind kind;
  std::string drop;                 // "binary", "vendored", "quality", …
  std::vector<Decision> decisions;  // every rule that was asked, in the order of asking
  LicenseVerdict license;
  std::optional<TextFacts::Parse> parse;  // of files whose language has a grammar
  // Of such files, unless the log of facts holds it: bring_outlines().
  std::optional<parsers::Outline> outline;
  std::vector<Finding> findings;  // what was taken out of the text
  std::uint64_t tokens = 0;       // of the text as it goes into samples
  std::uint64_t path_tokens = 0;  // of the path, where a tokenizer counted; else 0
  std::optional<Sketch> sketch;   // of the text before anything was taken out; only until duplicates are known
  std::string opt_out;            // the line of a list that asks to have it left out
  std::vector<Contamination> contamination;  // what of benchmarks is in the text before anything was taken out
  std::optional<DuplicateOf> duplicate;
  std::uint64_t duplicates = 0;  // files that were dropped for this one
};

// Why nothing of a repository could be read: it is not there, it is broken, it is of a kind not read here.
struct Unread {
  std::string kind;  // of the error: "not_found", "corrupt", …
  std::string what;
  friend bool operator==(const Unread&, const Unread&) = default;
};

struct ScannedRepository {
  std::string name;   // as rows call it
  std::string place;  // as the user gave it
  std::string revision;
  GitCommit commit;
  std::vector<ScannedFile> files;  // by path; behind them what the tree names and git could not list
  std::optional<Unread> unread;    // then `files` is one without a path, that was dropped for it
  // Commits behind its tip that cannot be read, so that not all who worked on it are known; `files` ends with a row
  // without a path that says so.
  std::optional<Unread> history_gap;
};

using ScanProgress = std::function<void(std::uint64_t files_done, std::uint64_t files, std::uint64_t bytes)>;

// Licences are those of the whole list: a folder's licence file speaks for all below it.
// not_found, corrupt, host as Repository has them; cancelled when asked to stop.
Result<std::vector<ScannedFile>> scan_files(const Repository& repository, const std::vector<GitEntry>& entries,
                                            const ScanOptions& options, const ScanProgress& progress,
                                            const std::stop_token& stop);

// Fills in the outlines of files that stay and of duplicates: from the log or, where it has lost one, from the blob.
// drop_outlines() takes them away again.
Status bring_outlines(const Repository& repository, std::vector<ScannedFile>& files, detail::FactLog* facts);
void drop_outlines(std::vector<ScannedFile>& files);

// The text of a blob as samples carry it: UTF-8, with a placeholder for each finding. nullopt where it cannot be.
std::optional<std::string> sample_text(std::string_view bytes, const ScannedFile& file, const Detector* detector);

// Tokens of a text where no tokenizer is named: a quarter of its bytes, rounded up.
std::uint64_t estimated_tokens(std::uint64_t bytes) noexcept;

}  // namespace oyer::datasets
