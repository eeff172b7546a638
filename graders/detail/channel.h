// Channel: a bounded queue between threads. Full: the sender waits. Closed: receivers get what is left, then nothing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace oyer::graders::detail {

template <class T>
class Channel {
 public:
  explicit Channel(std::size_t most) : most_(most) {}

  // False when the channel is closed; the item is dropped then.
  bool send(T item) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return closed_ || items_.size() < most_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    there_.notify_one();
    return true;
  }

  // Everything that is there, waiting for the first. Empty: closed and drained, or the time came.
  std::deque<T> receive_all(std::optional<std::chrono::steady_clock::time_point> until = std::nullopt) {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return closed_ || !items_.empty(); };
    if (until)
      there_.wait_until(lock, *until, ready);
    else
      there_.wait(lock, ready);
    std::deque<T> taken = std::move(items_);
    items_.clear();
    room_.notify_all();
    return taken;
  }

  bool drained() {
    const std::lock_guard lock(mutex_);
    return closed_ && items_.empty();
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    there_.notify_all();
    room_.notify_all();
  }

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable there_, room_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace oyer::graders::detail
