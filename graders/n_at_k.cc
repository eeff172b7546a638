#include "graders/n_at_k.h"

#include <algorithm>
#include <cmath>

namespace oyer::graders {
namespace {

// ln C(n, k); -inf where there is no such choice.
double log_choose(std::uint64_t n, std::uint64_t k) {
  if (k > n) return -INFINITY;
  const auto real = [](std::uint64_t x) { return static_cast<double>(x); };
  return std::lgamma(real(n) + 1) - std::lgamma(real(k) + 1) - std::lgamma(real(n - k) + 1);
}

}  // namespace

std::optional<double> n_at_k(const EpisodeCount& task, std::uint64_t n, std::uint64_t drawn) {
  const bool nested = task.solved <= task.passed_public && task.passed_public <= task.episodes;
  if (n == 0 || drawn == 0 || drawn > task.episodes || !nested) return std::nullopt;
  const std::uint64_t wrong = task.passed_public - task.solved;
  const double all = log_choose(task.episodes, drawn);
  double chance = 0;
  // By how many of those drawn passed the public tests; which of them are submitted is a choice among all that passed.
  for (std::uint64_t passed = 1; passed <= std::min(drawn, task.passed_public); ++passed) {
    const double weight =
        log_choose(task.passed_public, passed) + log_choose(task.episodes - task.passed_public, drawn - passed) - all;
    const std::uint64_t submitted = std::min(n, passed);
    const double none_right = std::exp(log_choose(wrong, submitted) - log_choose(task.passed_public, submitted));
    chance += std::exp(weight) * (1 - none_right);
  }
  return std::clamp(chance, 0.0, 1.0);
}

std::optional<double> n_at_k(std::span<const EpisodeCount> tasks, std::uint64_t n, std::uint64_t drawn) {
  double sum = 0;
  for (const EpisodeCount& task : tasks) {
    const auto one = n_at_k(task, n, drawn);
    if (!one) return std::nullopt;
    sum += *one;
  }
  return tasks.empty() ? std::nullopt : std::optional(sum / static_cast<double>(tasks.size()));
}

}  // namespace oyer::graders
