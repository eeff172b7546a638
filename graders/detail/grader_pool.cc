#include "graders/detail/grader_pool.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace oyer::graders::detail {

// Watches what comes out of the grader: after an error of the host or of the protocol, and after a run that was broken
// off, nothing is known of the state that its jail is in.
class GraderPool::Lent final : public Grader {
 public:
  Lent(GraderPool& pool, Kept kept) : pool_(pool), kept_(std::move(kept)) {}
  ~Lent() override {
    kept_.grader->share(nullptr);
    pool_.give_back(std::move(kept_), sound_);
  }

  Result<Prepared> prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                           std::stop_token stop) override {
    return watched(kept_.grader->prepare(task, candidate, std::move(stop)));
  }
  Result<Judged> grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) override {
    return watched(kept_.grader->grade(task, prepared, std::move(stop)));
  }
  Status help(std::stop_token stop) override { return watched(kept_.grader->help(std::move(stop))); }
  bool is_lent() const override { return true; }
  void share(std::shared_ptr<SharedTests> tests) override { kept_.grader->share(std::move(tests)); }

 private:
  template <class T>
  T watched(T result) {
    if (result.has_value()) return result;
    switch (result.error().kind) {
      case Error::Kind::invalid_input:
      case Error::Kind::not_found:
      case Error::Kind::unsupported:
      case Error::Kind::corrupt: break;
      case Error::Kind::busy:
      case Error::Kind::host:
      case Error::Kind::protocol:
      case Error::Kind::cancelled:
      case Error::Kind::bug: sound_ = false;
    }
    return result;
  }

  GraderPool& pool_;
  Kept kept_;
  bool sound_ = true;
};

GraderPool::GraderPool(unsigned most, Open open) : most_(std::max(1U, most)), open_(std::move(open)) {}

GraderPool::~GraderPool() {
  std::vector<std::jthread> ends;
  for (Kept& kept : free_) ends.emplace_back([grader = std::move(kept.grader)]() mutable { grader.reset(); });
}

Result<std::unique_ptr<Grader>> GraderPool::take(const Toolchains& toolchains, std::shared_ptr<SharedTests> tests,
                                                 std::stop_token stop) {
  const bool compiles = toolchains.cxx != nullptr;
  std::unique_lock lock(mutex_);
  if (!freed_.wait(lock, stop, [this] { return !free_.empty() || existing_ < most_; })) {
    return fail(cancelled("stopped while waiting for a worker"));
  }
  const auto fits = [&](const Kept& kept) { return kept.compiles || !compiles; };
  Kept old;
  Kept kept;
  if (const auto at = std::find_if(free_.begin(), free_.end(), fits); at != free_.end()) {
    kept = std::exchange(*at, {});
    free_.erase(at);
  } else if (existing_ == most_) {
    old = std::move(free_.back());
    free_.pop_back();
  } else {
    ++existing_;
  }
  lock.unlock();
  old.grader.reset();
  if (!kept.grader) {
    auto opened = open_(toolchains);
    if (!opened.has_value()) {
      lock.lock();
      --existing_;
      freed_.notify_one();
      return opened;
    }
    kept = {std::move(*opened), compiles};
  }
  kept.grader->share(std::move(tests));
  return std::unique_ptr<Grader>(std::make_unique<Lent>(*this, std::move(kept)));
}

void GraderPool::give_back(Kept kept, bool sound) {
  if (!sound) kept.grader.reset();  // takes a while, and nobody has to wait for the lock meanwhile
  const std::lock_guard lock(mutex_);
  if (kept.grader)
    free_.push_back(std::move(kept));
  else
    --existing_;
  freed_.notify_one();
}

}  // namespace oyer::graders::detail
