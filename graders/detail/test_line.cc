#include "graders/detail/test_line.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace oyer::graders::detail {

namespace {

// With this test no comparison of the task comes out well.
bool loses(const TestSaid& said) { return said.said.verdict != Verdict::accepted && !said.own; }

}  // namespace

TestLine::TestLine(const TestContext& context, Grade blank, bool stop_at_first, std::stop_token stop)
    : context_(context),
      outer_(stop),
      stop_at_first_(stop_at_first),
      forward_(std::move(stop), [this] { stop_.request_stop(); }),
      growing_(std::move(blank)),
      said_(growing_.cases.size()),
      most_(said_.size()) {
  if (said_.empty()) grade_ = growing_;  // refused by check()
}

std::optional<std::size_t> TestLine::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return out_ == 0 || (!is_over() && (!returned_.empty() || next_ < most_)); });
  if (is_over() || (returned_.empty() && next_ >= most_)) return std::nullopt;
  ++out_;
  if (returned_.empty()) return next_++;
  return returned_.extract(returned_.begin()).value();
}

std::optional<std::size_t> TestLine::take() {
  const std::lock_guard lock(mutex_);
  if (is_over() || next_ >= most_) return std::nullopt;
  ++out_;
  return next_++;
}

void TestLine::give_back(std::size_t place) {
  const std::lock_guard lock(mutex_);
  --out_;
  if (place < most_) returned_.insert(place);
  changed_.notify_all();
}

void TestLine::put(std::size_t place, Result<TestSaid> said) {
  std::unique_lock lock(mutex_);
  --out_;
  // Behind an error, and behind what ends a judgement that ends at the first failure, nothing can count.
  if (!said || (stop_at_first_ && loses(*said))) most_ = std::min(most_, place + 1);
  if (said) {
    add_usage(measured_.candidate, said->spent.candidate);
    add_usage(measured_.judge, said->spent.judge);
    measured_.runs += said->spent.runs;
  }
  said_[place] = std::move(said);
  advance();
  changed_.notify_all();
  const bool over = grade_.has_value();
  lock.unlock();
  if (over) stop_.request_stop();
}

void TestLine::advance() {
  while (!grade_ && in_order_ < said_.size() && said_[in_order_]) {
    Result<TestSaid> said = *std::exchange(said_[in_order_], std::nullopt);
    if (said)
      put_in_order(in_order_, std::move(*said));
    else
      grade_ = fail(std::move(said).error());
    ++in_order_;
  }
}

void TestLine::put_in_order(std::size_t place, TestSaid said) {
  if (!said.compiled) {
    grade_ = not_built(std::move(growing_), sandbox::Exited{1}, std::move(said.diagnostics));
    return;
  }
  if (said.observed) measured_.observed.push_back(*std::exchange(said.observed, std::nullopt));
  put_test(growing_, place, std::move(said));
  if (place + 1 < said_.size() && !(stop_at_first_ && is_lost(growing_))) return;
  finish(growing_);
  grade_ = std::move(growing_);
}

Result<Grade> TestLine::take_grade() {
  const bool stopped = !grade_ || (!*grade_ && grade_->error().kind == Error::Kind::cancelled);
  if (!stopped) return std::move(*grade_);
  // What was judged out of its order counts as well.
  for (std::size_t place = in_order_; place < said_.size(); ++place) {
    if (said_[place] && *said_[place] && (*said_[place])->compiled) {
      put_test(growing_, place, *std::exchange(said_[place], std::nullopt).value());
    }
  }
  const bool over = std::any_of(growing_.cases.begin(), growing_.cases.end(),
                                [](const CaseResult& one) { return one.verdict == Verdict::time_limit; });
  if (!over) return fail(cancelled("stopped while a candidate ran"));
  finish(growing_);
  add_flag(growing_, cut_short);
  return std::move(growing_);
}

}  // namespace oyer::graders::detail
