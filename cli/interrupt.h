// Interrupt: SIGINT, SIGTERM and SIGHUP as a stop request.
#pragma once

#include <stop_token>
#include <thread>

#include "base/fd.h"
#include "base/result.h"

namespace oyer::cli {

// From install() on, the first of these signals requests a stop; what is in progress ends and what is done is kept.
// A second one ends the process at once with exit code 130: keepers die with us, and the ledger bears it. Handlers are
// used rather than blocked signals because a mask would be inherited by every candidate. One per process.
class Interrupt {
 public:
  static Result<Interrupt> install();
  Interrupt(Interrupt&&) noexcept = default;
  ~Interrupt();

  std::stop_token token() const noexcept { return source_.get_token(); }

 private:
  Interrupt(std::stop_source source, Fd quit, std::jthread watcher) noexcept
      : source_(std::move(source)), quit_(std::move(quit)), watcher_(std::move(watcher)) {}
  std::stop_source source_;
  Fd quit_;
  std::jthread watcher_;
};

}  // namespace oyer::cli
