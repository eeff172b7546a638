// The unit "commit".
#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.h"
#include "datasets/corpus/commit_unit.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/corpus_unit.h"
#include "datasets/detail/decontamination.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::size_t kBatch = 64;  // commits whose files are held at a time
// Beyond these no pair could be within CommitPackFT's limits, and their diff could take long.
constexpr std::size_t kLargestText = 200'000, kLargestMessage = 65'536;

std::string utf8_text(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = utf8_sequence(bytes, at);
    text.append(size == 0 ? "\xEF\xBF\xBD" : bytes.substr(at, size));
    at += std::max<std::size_t>(size, 1);
  }
  return text;
}

// Commits from the tip back, all parents, newest first: by time, then by id.
class Walk {
 public:
  Walk(const Source& source, std::uint64_t most) : source_(source), left_(most) { add(source.commit); }

  // nullopt at the end. A parent that cannot be read (a shallow clone has none of its oldest commits') is none.
  Result<std::optional<GitCommit>> next() {
    if (waiting_.empty() || left_ == 0) return std::optional<GitCommit>();
    --left_;
    GitCommit commit = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    for (const ObjectId& parent : commit.parents) {
      if (seen_.contains(parent)) continue;
      Result<GitCommit> found = source_.repository.commit(parent.hex);
      if (found.has_value()) {
        add(*std::move(found));
      } else if (!unread_for(found.error())) {
        return fail(std::move(found).error());
      }
    }
    return std::optional(std::move(commit));
  }

 private:
  void add(GitCommit commit) {
    if (!seen_.insert(commit.id).second) return;
    const std::pair<std::int64_t, ObjectId> key{-std::max(commit.committer.seconds, -INT64_MAX), commit.id};
    waiting_.emplace(key, std::move(commit));
  }

  const Source& source_;
  std::uint64_t left_;
  std::map<std::pair<std::int64_t, ObjectId>, GitCommit> waiting_;
  std::set<ObjectId> seen_;
};

// A commit that changes one file.
struct Pair {
  GitCommit commit;
  std::optional<GitEntry> before;
  GitEntry after;
  std::size_t files = 1;
  std::string old_bytes, new_bytes;
  std::string problem;  // why the contents are not there
};

class Commits {
 public:
  Commits(const UnitInput& input, const TakeSample& take) : input_(input), take_(take) {
    for (const ScannedFile& file : input.scanned.files) by_path_.emplace(file.entry.path, &file);
    if (input.plan.opt_outs != nullptr && !input.plan.opt_outs->empty())
      asked_ = input.plan.opt_outs->of(input.scanned.name, input.scanned.place);
  }

  Status emit() {
    Walk walk(input_.source, input_.options.history);
    for (;;) {
      if (input_.stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
      OYER_TRY(std::optional<GitCommit> commit, walk.next());
      if (commit) OYER_TRY_STATUS(consider(*std::move(commit)));
      if (!commit || pairs_.size() >= kBatch) OYER_TRY_STATUS(write_batch());
      if (!commit) return {};
    }
  }

 private:
  Status consider(GitCommit commit) {
    const auto leave = [&](const char* reason) {
      input_.leave_out(std::string("commit.") + reason);
      return Status();
    };
    if (commit.parents.empty()) return leave("root");
    if (commit.parents.size() > 1) return leave("merge");
    if (commit.message.size() > kLargestMessage) return leave("message_too_large");
    Result<GitCommit> parent = input_.source.repository.commit(commit.parents[0].hex);
    if (!parent.has_value() && !unread_for(parent.error())) return fail(std::move(parent).error());
    if (!parent.has_value())
      return leave(parent.error().kind == Error::Kind::not_found ? "parent_missing" : "parent_corrupt");
    Result<Repository::Comparison> compared = input_.source.repository.changes(*parent, commit);
    if (!compared.has_value() && !unread_for(compared.error())) return fail(std::move(compared).error());
    if (!compared.has_value() || !compared->unreadable.empty()) return leave("unreadable_tree");
    const std::vector<Repository::Change>& changes = compared->changes;
    if (changes.empty()) return leave("no_file");
    if (changes.size() > 1) return leave("files");
    const auto is_text = [](const GitEntry& entry) {
      return entry.kind == GitEntry::Kind::file || entry.kind == GitEntry::Kind::executable;
    };
    const Repository::Change& change = changes[0];
    if (!change.after) return leave("deletes");
    if (!is_text(*change.after) || (change.before && !is_text(*change.before))) return leave("no_text");
    pairs_.push_back({std::move(commit), change.before, *change.after, changes.size(), {}, {}, {}});
    return {};
  }

  Status read_batch() {
    std::vector<ObjectId> ids;
    std::vector<std::pair<Pair*, std::string*>> places;
    for (Pair& pair : pairs_) {
      ids.push_back(pair.after.id);
      places.emplace_back(&pair, &pair.new_bytes);
      if (!pair.before) continue;
      ids.push_back(pair.before->id);
      places.emplace_back(&pair, &pair.old_bytes);
    }
    return input_.source.repository.read_blobs(ids, [&](const Blob& blob) -> Status {
      const auto& [pair, bytes] = places[blob.index];
      if (blob.problem) {
        pair->problem = name_of(*blob.problem);
      } else if (blob.bytes.size() > kLargestText) {
        pair->problem = name_of(BlobProblem::too_large);
      } else {
        *bytes = blob.bytes;
      }
      return {};
    });
  }

  Status write_batch() {
    OYER_TRY_STATUS(read_batch());
    for (Pair& pair : pairs_) OYER_TRY_STATUS(write(pair));
    pairs_.clear();
    return {};
  }

  // As samples carry it; nullopt where it cannot be had.
  std::optional<std::string> cleaned(std::string text, const std::string& path) const {
    if (input_.detector == nullptr) return text;
    Detector::Cleaned clean = input_.detector->clean(text, path);
    if (!clean.complete) return std::nullopt;
    return std::move(clean.text);
  }

  // Whether somebody asked that one of these be left out.
  bool is_opted_out(const Pair& pair) const {
    const auto is_asked = [&](const GitEntry& entry) { return !asked_->find(entry.path, entry.id.hex).empty(); };
    return asked_ && (is_asked(pair.after) || (pair.before && is_asked(*pair.before)));
  }

  // The first benchmark of which a text holds something; empty where there is none.
  std::string benchmark_in(std::string_view text, const FileKind& kind) const {
    if (!input_.plan.benchmarks) return "";
    std::vector<ShapedSpan> shapes;
    if (kind.parsed_as) shapes = shaped_spans(text, parsers::outline_of(*kind.parsed_as, text));
    const auto found = input_.plan.benchmarks->find(text, shapes);
    return found.empty() ? "" : found.front().benchmark;
  }

  // Why a file is none for samples, by its contents; empty where it is one.
  std::string unfit(const FileKind& kind, const LicenseVerdict& license) const {
    const CorpusOptions& options = input_.options;
    if (kind.binary) return "binary";
    if (kind.language.empty()) return "language";
    if (kind.vendored && !options.keep_vendored) return "vendored";
    if (kind.generated && !options.keep_generated) return "generated";
    if (license.type == LicenseType::non_permissive && !options.keep_non_permissive) return "license";
    return "";
  }

  // The file's own header then, the folders' and the repository's licences as they are at the corpus's commit.
  LicenseVerdict license_of(const std::string& path, std::string_view text) const {
    const auto at = by_path_.find(path);
    const LicenseFinding header = license_of_header(text);
    if (at != by_path_.end()) return strictest(header, at->second->license.directory, at->second->license.repository);
    return strictest(header, {}, by_path_.empty() ? LicenseFinding() : by_path_.begin()->second->license.repository);
  }

  Status write(const Pair& pair) {
    const auto leave = [&](const std::string& reason) {
      input_.leave_out("commit." + reason);
      return Status();
    };
    if (is_opted_out(pair)) return leave("opt_out");
    if (!pair.problem.empty()) return leave(pair.problem);
    const std::string& path = pair.after.path;
    const FileKind kind = kind_of(path, pair.new_bytes);
    const std::optional<std::string> text = to_utf8(pair.new_bytes, kind.encoding);
    const LicenseVerdict license = license_of(path, text ? *text : std::string());
    if (const std::string reason = unfit(kind, license); !reason.empty()) return leave(reason);
    const std::optional<std::string> old_text = to_utf8(pair.old_bytes, kind_of(path, pair.old_bytes).encoding);
    if (!text || (pair.before && !old_text)) return leave("encoding");
    for (const std::string_view held :
         {std::string_view(*text), std::string_view(pair.before ? std::string_view(*old_text) : "")})
      if (const std::string name = benchmark_in(held, kind); !name.empty()) return leave("contaminated:" + name);
    const auto after = cleaned(*text, path);
    const auto before = cleaned(pair.before ? *old_text : std::string(), path);
    const auto message = cleaned(utf8_text(pair.commit.message), "");
    if (!after || !before || !message) return leave("secrets");

    CommitChange change;
    change.commit = pair.commit.id.hex;
    change.message = read_message(*message);
    change.raw_subject = message->substr(0, message->find('\n'));
    change.files = pair.files;
    change.new_file = path;
    change.before = *before;
    change.after = *after;
    change.tokens = estimated_tokens(before->size()) + estimated_tokens(after->size());
    const auto decisions = judge_commit(change, input_.options.seed);
    const auto drops = std::find_if(decisions.begin(), decisions.end(), [](const Decision& d) { return d.drop; });
    if (drops != decisions.end() && !input_.options.all_units) {
      input_.leave_out(drops->rule);
      return {};
    }
    OYER_TRY(const std::string diff, unified_diff(*before, *after, pair.before ? pair.before->path : path, path));
    ScannedFile file;
    file.entry = pair.after;
    file.bytes = pair.new_bytes.size();
    file.kind = kind;
    file.license = license;
    return take(pair, change, file, decisions, diff);
  }

  Status take(const Pair& pair, const CommitChange& change, const ScannedFile& file,
              const std::vector<Decision>& decisions, const std::string& diff) {
    UnitSample sample{input_.sample_id(number_++), {}, {}, change.tokens, {}};
    json::object& row = sample.row;
    row["id"] = sample.id;
    row["unit"] = std::string(name_of(CorpusUnit::commit));
    add_repository(row, input_.scanned);
    row["committer_date"] = time_json(pair.commit.committer.seconds);
    row["commit"] = pair.commit.id.hex;
    row["parent"] = pair.commit.parents[0].hex;
    for (auto& [key, value] : file_columns(file)) row[key] = std::move(value);
    row["license_evidence"] = evidence_json(file.license);
    row["old_file"] = json_text(pair.before ? pair.before->path : pair.after.path);
    row["new_file"] = json_text(pair.after.path);
    row["old_blob_id"] = pair.before ? json::value(pair.before->id.hex) : json::value();
    row["old_contents"] = change.before;
    row["new_contents"] = change.after;
    row["subject"] = change.message.subject;
    row["message"] = change.message.message;
    row["diff"] = diff;
    row["lang"] = file.kind.language;
    row["repos"] = json_text(input_.scanned.name);
    row["decisions"] = decisions_json(decisions);
    row["tokens"] = sample.tokens;
    row["origin"] = "commit";
    row["generation"] = 0;
    return take_(std::move(sample));
  }

  const UnitInput& input_;
  const TakeSample& take_;
  std::map<std::string, const ScannedFile*> by_path_;
  std::optional<OptOuts::Of> asked_;
  std::vector<Pair> pairs_;
  std::uint64_t number_ = 0;
};

}  // namespace

Status emit_commits(const UnitInput& input, const TakeSample& take) { return Commits(input, take).emit(); }

}  // namespace oyer::datasets::detail
