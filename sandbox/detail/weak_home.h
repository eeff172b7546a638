// WeakHome: the one folder of the host that a jail without namespaces writes to, /tmp/oyer-weak-NAME: the files of
// zygotes in oyer/, and a folder for each slot.
//
// A lock on the folder says that its jail lives, and the kernel takes it back however the jail ends: the next jail
// removes what stands unlocked. Where slots have users of their own the folder's name is that of the block of users,
// so that the same lock keeps two jails from sharing them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace oyer::sandbox::detail {

class WeakHome {
 public:
  // Sweeps what dead jails left, then claims a folder. `first_uid_of`: the block of user ids for a number, 0 for none;
  // empty where runs keep the engine's user.
  static Result<WeakHome> claim(const std::function<std::uint32_t(std::uint32_t number)>& first_uid_of);

  // The same claim, for another holder in this process.
  WeakHome again() const;

  const std::string& path() const { return path_; }
  int folder() const { return folder_.get(); }
  std::uint32_t first_uid() const { return first_uid_; }  // 0: runs keep the engine's user
  // Removes everything; the lock goes with the last descriptor.
  void remove() const;

 private:
  std::string path_;
  Fd folder_;
  std::uint32_t first_uid_ = 0;
};

// Makes the calling thread's file accesses those of another user, as long as it lives: what that user cannot do by
// name cannot be done to others through what he left lying about. Nothing where `uid` is the own one.
class FileUser {
 public:
  FileUser(std::uint32_t uid, std::uint32_t gid);
  ~FileUser();
  FileUser(const FileUser&) = delete;
  FileUser& operator=(const FileUser&) = delete;

 private:
  bool changed_;
};

// Removes what is in a folder of a user whose processes have all ended, following no link and however deep it is.
// False when something is left.
bool empty_folder(int folder);

// Removes what a user, whose processes have all ended, left in the folders that everybody may write to.
void remove_strays(std::uint32_t uid, std::uint32_t gid);

// A path /tmp/... or /oyer/... as it is called here; any other word as it is.
std::string placed(const std::string& word, const std::string& home, const std::string& scratch);

// Kills every process that has no parent but this one, with its group, and waits for it, until there is none: the
// caller must be the subreaper of what it wants to end. False when some are left after five seconds.
bool end_descendants();

}  // namespace oyer::sandbox::detail
