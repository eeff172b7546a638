// Samples of a measured time, and the medians and ratios that a bench page shows.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace oyer::bench {

// One way of doing the thing that is compared.
struct Contestant {
  std::string name;
  std::function<bool()> once;  // does it once; false when it failed
  std::vector<double> micros;  // one sample a round
};

inline double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

inline double median(const std::vector<double>& values) { return quantile(values, 0.5); }

// Runs all contestants in turn, `rounds` times, each call followed by `gap` of idleness (outside the sample). Turn by
// turn, so that a busy minute of the machine falls on all of them alike. False when one failed.
inline bool interleave(std::vector<Contestant>& contestants, int rounds, std::chrono::microseconds gap,
                       const std::function<void(std::chrono::microseconds)>& idle) {
  for (int round = -3; round < rounds; ++round) {
    for (Contestant& contestant : contestants) {
      const auto start = std::chrono::steady_clock::now();
      if (!contestant.once()) return false;
      const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
      if (round >= 0) contestant.micros.push_back(took.count());  // the first rounds warm caches
      if (gap.count() > 0) idle(gap);
    }
  }
  return true;
}

}  // namespace oyer::bench
