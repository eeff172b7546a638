// Starting a keeper: the one place where the multi-threaded engine forks.
#pragma once

#include <filesystem>
#include <memory>

#include "base/fd.h"
#include "base/result.h"

namespace oyer::sandbox::detail {

// A running guard process. The destructor waits for it; close the socket first.
class KeeperProcess {
 public:
  // Starts `program` with `socket` as its stdin and nothing else of the engine's open.
  static Result<std::unique_ptr<KeeperProcess>> launch(const std::filesystem::path& program, const Fd& socket);
  ~KeeperProcess();
  KeeperProcess(const KeeperProcess&) = delete;
  KeeperProcess& operator=(const KeeperProcess&) = delete;
  int pid() const;

 private:
  struct State;
  explicit KeeperProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::sandbox::detail
