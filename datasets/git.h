// Git: what a repository holds at a commit, read from its objects. No work tree is needed and none is touched; nothing
// of a repository is ever executed (no hooks, no filters, no configuration that names programs).
//
// Objects are read in the order in which they lie in the packs, and are not hashed again unless asked (`verify`).
// Of the configuration only the object format is read. SHA-256 repositories are read through the git program.
// A Repository is not thread safe; open one for each thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace oyer::datasets {

// 40 or 64 lower-case hexadecimal digits, as git prints them.
struct ObjectId {
  std::string hex;
  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

struct GitPerson {
  std::string name, mail;    // bytes as stored
  std::int64_t seconds = 0;  // since 1970, UTC
  friend bool operator==(const GitPerson&, const GitPerson&) = default;
};

struct GitCommit {
  ObjectId id, tree;
  std::vector<ObjectId> parents;
  GitPerson author, committer;
  std::string message;  // bytes as stored
  friend bool operator==(const GitCommit&, const GitCommit&) = default;
};

// One entry of a commit's tree that is not a folder.
struct GitEntry {
  enum class Kind { file, executable, symlink, submodule };
  Kind kind = Kind::file;
  std::string path;  // from the root, '/' between parts; bytes as stored, which need not be UTF-8
  ObjectId id;       // the blob; of a submodule the commit
  friend bool operator==(const GitEntry&, const GitEntry&) = default;
};

// Why a blob could not be had. A value, not an Error: repositories lack objects in ordinary ways.
enum class BlobProblem {
  missing,    // not in this repository: a partial or shallow clone, or a lost object
  corrupt,    // cannot be inflated, is not a blob, or (with verify) is not what its id says
  too_large,  // over the size limit; not read
};
std::string_view name_of(BlobProblem problem) noexcept;

// Why an entry of a tree is not listed. Git refuses to write such entries; whoever makes trees by hand need not.
enum class PathProblem {
  empty_part,  // "a//b"
  dot_part,    // "." or ".."
  git_folder,  // ".git" in whatever case
  slash,       // a '/' within a name
  duplicate,   // the same name twice in one folder; the first is listed
  too_long,    // more than 4,096 bytes
  odd_mode,    // neither file, link, folder nor submodule
};
std::string_view name_of(PathProblem problem) noexcept;

struct Blob {
  std::size_t index = 0;   // place in the list that read_blobs() was given
  std::uint64_t size = 0;  // of too_large, too: its own, or that of the base it would be made from
  std::string_view bytes;  // valid during the call
  std::optional<BlobProblem> problem;
};

struct GitOptions {
  bool verify = false;  // hash every object and compare with its id
  Bytes largest_blob = 10_MiB;
  std::uint64_t most_entries = 5'000'000;  // of one tree, against trees that name themselves over and over
  // Follow what leads out of the repository's folder: alternates, links, .git files that are not acknowledged by the
  // other side. They may name any folder of this host: leave it off for repositories of strangers.
  bool follow = false;
};

class Repository {
 public:
  // A work tree, its .git, or a bare repository. not_found where there is none; unsupported for a format that this
  // build cannot read; corrupt for one that is broken.
  static Result<Repository> open(const std::filesystem::path& path, const GitOptions& options = {});
  // Makes or refreshes a bare copy of what a URL names (https, http, ssh, git, file) in `folder`.
  static Result<Repository> fetch(const std::string& url, const std::filesystem::path& folder,
                                  const GitOptions& options = {});

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  // A branch, a tag, an id or its beginning (4 digits or more), each with any of ~N, ^N and ^{commit} behind it.
  // not_found names the revision and the repository.
  Result<GitCommit> commit(std::string_view revision = "HEAD") const;

  // Everything below the commit's tree in the order of the paths' bytes, each path once. Folders that cannot be read
  // are listed in `unreadable` (the root as ""), entries that no folder should have in `refused`. invalid_input for a
  // tree of more than `most_entries`.
  struct Unlisted {
    std::string path;
    PathProblem problem = PathProblem::empty_part;
    friend bool operator==(const Unlisted&, const Unlisted&) = default;
  };
  struct Listing {
    std::vector<GitEntry> entries;
    std::vector<std::string> unreadable;
    std::vector<Unlisted> refused;
  };
  Result<Listing> list(const GitCommit& commit) const;

  // Hands every blob over once for each place in `ids`, in the order that is cheapest to read. Stops at the visitor's
  // first error and returns it.
  Status read_blobs(std::span<const ObjectId> ids, const std::function<Status(const Blob&)>& visit) const;

  // Commits from `tip` back, newest first, first parents only; at most `most`. Where one cannot be read the list ends
  // before it, and `gap` says why: a shallow clone lacks the parents of its oldest commits.
  struct History {
    std::vector<GitCommit> commits;
    std::optional<BlobProblem> gap;
  };
  Result<History> history(const GitCommit& tip, std::size_t most) const;

  // The paths in which two trees differ, in the order of their bytes: entries of the newer, of the older, or of both.
  // What list() would not list is not compared; folders of either that cannot be read are in `unreadable`.
  struct Change {
    std::optional<GitEntry> before, after;
    friend bool operator==(const Change&, const Change&) = default;
  };
  struct Comparison {
    std::vector<Change> changes;
    std::vector<std::string> unreadable;
  };
  Result<Comparison> changes(const GitCommit& before, const GitCommit& after) const;

  const std::filesystem::path& path() const noexcept;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What `git diff` prints of two texts, with three lines around each change and the paths behind a/ and b/: the headers
// "---" and "+++", then the hunks. Empty for equal texts. host when libgit2 cannot.
Result<std::string> unified_diff(std::string_view before, std::string_view after, const std::string& old_path,
                                 const std::string& new_path);

}  // namespace oyer::datasets
