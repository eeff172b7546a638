// Repositories that tests build with the git program itself.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "datasets/git.h"
#include "tests/support/temporary_folder.h"

namespace oyer::datasets::testing {

struct Ended {
  int code = -1;  // exit code, or -signal
  std::string out, err;
};

// Runs git without anybody's configuration, as the same person at the same time always.
Ended run_git(const std::filesystem::path& folder, const std::vector<std::string>& words,
              const std::string& input = "");

class GitPlace {
 public:
  explicit GitPlace(const std::vector<std::string>& init_words = {});

  const std::filesystem::path& path() const { return folder_.path(); }
  // What git wrote to its standard output, without the last newline. Fails the test where git fails.
  std::string git(const std::vector<std::string>& words, const std::string& input = "") const;
  void write(const std::string& name, const std::string& bytes) const { folder_.write(name, bytes); }
  // Commits all there is in the work tree; the commit's id.
  std::string commit(const std::string& message) const;

  // Writes an object as it is given, however wrong; its id.
  std::string object(const std::string& type, const std::string& bytes) const;
  // Deflates `bytes` to where the object `id` would be.
  void loose(const std::string& id, const std::string& bytes) const;
  std::filesystem::path loose_path(const std::string& id) const;
  std::string commit_of_tree(const std::string& tree) const;

 private:
  test::TemporaryFolder folder_;
};

Repository opened(const std::filesystem::path& path, const GitOptions& options = {});

// "size bytes", or "size problem", by place in the list.
std::map<std::size_t, std::string> blobs_of(const Repository& repository, const std::vector<ObjectId>& ids);

// A row of a tree as stored.
std::string tree_row(const std::string& mode, const std::string& name, const std::string& id);

}  // namespace oyer::datasets::testing
