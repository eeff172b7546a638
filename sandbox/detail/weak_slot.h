// WeakSlot: a slot on a host that forbids namespaces. A run is its process group, which its filter lets nobody leave,
// and a folder: SIGKILL to the group reaches all of it at once, a fork that is under way included.
//
// The keeper is the subreaper of what a run leaves behind. The number of a group is the run's as long as anybody in it
// has not been reaped: it is signalled before its leader is reaped and never afterwards.
#pragma once

#include <functional>
#include <string>

#include "sandbox/detail/slot.h"
#include "sandbox/detail/weak_home.h"

namespace oyer::sandbox::detail {

class WeakSlot final : public Slot {
 public:
  // Makes the slot's folder in `home`, which must outlive it.
  static Result<std::unique_ptr<WeakSlot>> create(unsigned number, Identity identity, const WeakHome& home);
  ~WeakSlot() override { kill(); }

  Status prepare(Bytes scratch, std::uint64_t scratch_files) override;
  Status await_ready() override { return {}; }
  Status write_files(const std::vector<FileIn>& files) override;
  void attach(pid_t main) override;
  void main_ended() override;
  std::optional<std::uint32_t> left_at_end() const override { return left_; }
  void kill() override;
  bool try_reap() override;
  bool holds(pid_t process) const override;
  Place place() const override { return {folder_.get(), folder_.get(), folder_.get()}; }
  std::uint32_t weak() const override;
  ProcessTotals measure_processes() const override;
  Waits waits() const override;

  const std::string& path() const { return path_; }

 private:
  using Slot::Slot;

  // With the folder /proc, the name in it, and what it says of each process of the run.
  void for_each_member(const std::function<void(int, const char*, const ProcessState&)>& visit) const;

  std::string path_;
  Fd folder_;
  pid_t group_ = -1;
  bool killed_ = false;
  std::optional<std::uint32_t> left_;
};

}  // namespace oyer::sandbox::detail
