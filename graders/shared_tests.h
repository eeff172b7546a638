// SharedTests: where workers of a batch leave tests for each other. A program that is judged is run once for each test;
// the worker that judges it offers those runs here, and workers that have nothing of their own left take some over.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace oyer::graders {

namespace detail {
class TestLine;
}

// Thread safe. One for each batch. Without one a worker runs all tests of its candidates itself.
class SharedTests {
 public:
  // ---- for batches: how many workers may yet offer something

  void enter(unsigned workers);
  void leave();

  // Waits for an offer. False: there will be none any more.
  bool wait(std::stop_token stop);

  // ---- for graders

  void offer(std::shared_ptr<detail::TestLine> line);
  void withdraw(const std::shared_ptr<detail::TestLine>& line);

  struct Taken {
    std::shared_ptr<detail::TestLine> line;
    std::size_t place = 0;
  };
  // A test of somebody else's. nullopt: there is none at the moment. What was taken is put or given back.
  std::optional<Taken> take();

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  unsigned workers_ = 0;
  std::vector<std::shared_ptr<detail::TestLine>> lines_;
};

}  // namespace oyer::graders
