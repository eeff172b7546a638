#include "graders/pass_at_k.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace oyer::graders {

std::optional<double> pass_at_k(std::uint64_t n, std::uint64_t c, std::uint64_t k) {
  if (k == 0 || k > n || c > n) return std::nullopt;
  if (n - c < k) return 1.0;
  // C(n-c, k) / C(n, k) as a product of min(c, k) factors below 1, so that nothing overflows: the ratio is symmetric
  // in c and k.
  const std::uint64_t few = std::min(c, k), many = std::max(c, k);
  double all_wrong = 1.0;
  for (std::uint64_t i = 0; i < few; ++i) {
    all_wrong *= static_cast<double>(n - many - i) / static_cast<double>(n - i);
  }
  return 1.0 - all_wrong;
}

namespace {

// SplitMix64: the same numbers on every machine and library, which std's distributions do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t bound) {
    // Multiply and shift; the bias of at most bound / 2^64 is far below the bootstrap's own error.
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64U);
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// The value at a fraction of a sorted sample, between neighbours linearly.
double quantile(const std::vector<double>& sorted, double fraction) {
  const double place = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

}  // namespace

std::optional<Estimate> pass_at_k(std::span<const TaskCount> tasks, std::uint64_t k, BootstrapOptions options) {
  std::vector<double> scores;
  for (const TaskCount& task : tasks) {
    const auto score = pass_at_k(task.candidates, task.correct, k);
    if (!score) return std::nullopt;
    scores.push_back(*score);
  }
  if (scores.empty()) return std::nullopt;
  Estimate estimate;
  estimate.mean = estimate.low = estimate.high = mean_of(scores);
  if (options.resamples == 0) return estimate;

  Random random(options.seed);
  std::vector<double> means(options.resamples);
  for (double& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) sum += scores[random.below(scores.size())];
    mean = sum / static_cast<double>(scores.size());
  }
  std::sort(means.begin(), means.end());
  const double tail = (1.0 - std::clamp(options.confidence, 0.0, 1.0)) / 2.0;
  estimate.low = quantile(means, tail);
  estimate.high = quantile(means, 1.0 - tail);
  return estimate;
}

}  // namespace oyer::graders
