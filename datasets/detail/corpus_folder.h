// CorpusFolder: how a corpus is replaced in one step. Everything is written into OUT/.partial first, the manifest last;
// once that is there the rest is renaming, which whoever comes next finishes should this process die in it.
#pragma once

#include <filesystem>
#include <vector>

#include "base/fd.h"
#include "base/json.h"
#include "base/result.h"

namespace oyer::datasets::detail {

class CorpusFolder {
 public:
  // Makes the folder, takes its lock, finishes or clears away what another process left. busy when another holds the
  // lock; invalid_input for a folder that holds things of somebody else.
  static Result<CorpusFolder> open(const std::filesystem::path& out);
  // Where open() made the folder and nothing has come into it since, it goes again.
  ~CorpusFolder();
  CorpusFolder(CorpusFolder&&) noexcept = default;
  CorpusFolder& operator=(CorpusFolder&&) = delete;

  // Where a new corpus is written: an empty folder.
  Result<std::filesystem::path> begin();
  // Puts what begin() gave, and this manifest, in the place of the old corpus.
  Status commit(const json::object& manifest);

  std::filesystem::path partial() const { return path_ / ".partial"; }

  // Where copies of repositories named by URLs are kept for the next build.
  std::filesystem::path repositories() const { return path_ / ".repositories"; }
  // What later builds need not work out again; may be deleted at any time that nobody builds.
  std::filesystem::path cache() const { return path_ / ".cache"; }
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  CorpusFolder(std::filesystem::path path, std::vector<std::filesystem::path> made)
      : path_(std::move(path)), made_(std::move(made)) {}
  Status take_lock();
  Status recover();
  Status move_in();

  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_;  // by open(): the folder, and those above it that were not there either
  Fd lock_;
};

}  // namespace oyer::datasets::detail
