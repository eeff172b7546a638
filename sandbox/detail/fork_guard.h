// ForkGuard: a descriptor that children made by fork() do not keep.
//
// A keeper ends what it holds when its last connection closes. Where the engine lives in a program that forks (a
// trainer's data loaders), each child would hold a copy of every connection, and keepers would outlive their engine for
// as long as any child runs. Closing on exec does not help: such children execute nothing.
#pragma once

namespace oyer::sandbox::detail {

// Thread safe. While one exists, fork()ed children close `fd` before they do anything else; the number in their copy of
// the engine is then stale, so they must not touch that engine (graders::Engine::forked).
class ForkGuard {
 public:
  explicit ForkGuard(int fd);
  ~ForkGuard();
  ForkGuard(const ForkGuard&) = delete;
  ForkGuard& operator=(const ForkGuard&) = delete;

 private:
  int fd_;
};

}  // namespace oyer::sandbox::detail
