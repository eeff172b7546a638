// Where a repository keeps its things, and what its references name, read without any git library: plain files.
//
// A repository from elsewhere must not make us read what is not its own. So nothing is followed that leads out of its
// folder (links, alternates, a .git file or a commondir that the other side does not acknowledge) unless asked, and
// nothing is opened that is no regular file.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "datasets/detail/git_objects.h"

namespace oyer::datasets::detail {

class GitFolder {
 public:
  // not_found where there is no repository; unsupported where it is of a kind not read here, or leads elsewhere.
  static Result<GitFolder> open(const std::filesystem::path& path, bool follow);

  // 20 or 32.
  std::size_t id_size() const noexcept { return id_size_; }
  // The folders that objects are in: its own first, then what alternates lend it, if they are to be followed.
  std::vector<std::filesystem::path> objects() const;

  // What a full name ("HEAD", "refs/heads/main") names, across symbolic ones. Nothing where there is no such reference
  // or it names nothing yet.
  std::optional<ObjectId> reference(std::string_view name) const;

 private:
  std::optional<std::string> bytes_of(std::string_view name, std::uint64_t most) const;
  Status find(const std::filesystem::path& path);
  Status read_config();
  Status refuse_ways_out() const;

  bool follow_ = false;
  std::filesystem::path given_, own_, common_, objects_;  // own: HEAD; common: the rest, the same but in a work tree
  std::size_t id_size_ = 20;
};

// What Oyer must know of a repository's configuration, and all that it reads of it.
struct GitFormat {
  std::map<std::string, std::string, std::less<>> extensions;  // names in lower case
};
Result<GitFormat> parse_git_config(std::string_view text);

// The id that stands before " NAME" in a packed-refs file.
std::optional<ObjectId> find_packed(std::string_view packed, std::string_view name);

}  // namespace oyer::datasets::detail
