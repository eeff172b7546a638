// GraderPool: graders that are lent to workers of batches and come back.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "graders/grader.h"

namespace oyer::graders::detail {

// Thread safe. Outlives the graders it lends.
class GraderPool {
 public:
  using Open = std::function<Result<std::unique_ptr<Grader>>(const Toolchains& toolchains)>;

  // Opens with `open` until `most` graders exist. At least one.
  GraderPool(unsigned most, Open open);
  // Takes all graders down, each in a thread of its own, since each waits for its keeper. None may be lent.
  ~GraderPool();

  // A grader with these toolchains that goes back when it is destroyed; `tests` are shared with the other graders of
  // the same batch. Waits while all are lent; cancelled when `stop` is requested meanwhile.
  Result<std::unique_ptr<Grader>> take(const Toolchains& toolchains, std::shared_ptr<SharedTests> tests,
                                       std::stop_token stop);

 private:
  class Lent;
  struct Kept {
    std::unique_ptr<Grader> grader;
    bool compiles = false;
  };
  void give_back(Kept kept, bool sound);

  const unsigned most_;
  const Open open_;
  std::mutex mutex_;
  std::condition_variable_any freed_;
  unsigned existing_ = 0;  // lent, free, or being opened or taken down
  std::vector<Kept> free_;
};

}  // namespace oyer::graders::detail
