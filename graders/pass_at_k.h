// pass@k: the chance that at least one of k candidates drawn without replacement from n is right, when c are.
//
// Unbiased estimator 1 - C(n-c, k) / C(n, k), as a product (Chen et al., arXiv 2107.03374, section 2.1), averaged
// over tasks; the interval is a percentile bootstrap over tasks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace oyer::graders {

struct TaskCount {
  std::uint64_t candidates = 0;  // n
  std::uint64_t correct = 0;     // c <= n
};

// nullopt when k = 0, k > n or c > n: the estimator does not exist there.
std::optional<double> pass_at_k(std::uint64_t n, std::uint64_t c, std::uint64_t k);

struct Estimate {
  double mean = 0;
  double low = 0, high = 0;  // of the interval
};

struct BootstrapOptions {
  std::uint32_t resamples = 2000;
  double confidence = 0.95;
  std::uint64_t seed = 0;  // same seed and counts, same interval, on every machine
};

// nullopt when there is no task or k exceeds some task's n.
std::optional<Estimate> pass_at_k(std::span<const TaskCount> tasks, std::uint64_t k, BootstrapOptions options = {});

}  // namespace oyer::graders
