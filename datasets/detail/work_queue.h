// WorkQueue: hands pieces of work from one thread to many, and makes the giver wait when too much is under way.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace oyer::datasets::detail {

// Pieces are blobs with a number. Work runs on `threads` threads (on the giver's own where that is 0) and must not
// throw; where it writes is for the caller to keep apart, by the number.
class WorkQueue {
 public:
  using Work = std::function<void(std::size_t index, std::string bytes)>;

  WorkQueue(unsigned threads, std::uint64_t most_bytes, Work work) : most_bytes_(most_bytes), work_(std::move(work)) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  }
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;
  ~WorkQueue() { finish(); }

  void give(std::size_t index, std::string bytes) {
    if (threads_.empty()) return work_(index, std::move(bytes));
    std::unique_lock lock(mutex_);
    // One piece is always let in, however large.
    has_room_.wait(lock, [&] { return waiting_.empty() || waiting_bytes_ + bytes.size() <= most_bytes_; });
    waiting_bytes_ += bytes.size();
    waiting_.push_back({index, std::move(bytes)});
    has_work_.notify_one();
  }

  // Returns when everything given is done. Nothing can be given afterwards.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    has_work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  struct Piece {
    std::size_t index;
    std::string bytes;
  };

  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      has_work_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      Piece piece = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_bytes_ -= piece.bytes.size();
      has_room_.notify_one();
      lock.unlock();
      work_(piece.index, std::move(piece.bytes));
    }
  }

  std::uint64_t most_bytes_;
  Work work_;
  std::mutex mutex_;
  std::condition_variable has_work_, has_room_;
  std::deque<Piece> waiting_;
  std::uint64_t waiting_bytes_ = 0;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace oyer::datasets::detail
