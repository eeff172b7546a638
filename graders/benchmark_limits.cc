#include "graders/benchmark_limits.h"

namespace oyer::graders {

BenchmarkLimits benchmark_limits(std::string_view benchmark) {
  BenchmarkLimits limits;
  if (benchmark == "humaneval") limits.cpu = std::chrono::seconds(3);
  if (benchmark == "apps") limits.cpu = std::chrono::seconds(4);
  if (benchmark.ends_with('+')) {
    limits.memory = 4_GiB;
    limits.wall = std::chrono::seconds(300);
  }
  return limits;
}

void apply_benchmark_limits(datasets::Task& task) {
  const BenchmarkLimits limits = benchmark_limits(task.benchmark);
  const auto ms = [](Nanos time) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<Millis>(time).count());
  };
  if (limits.cpu && !task.cpu_ms) task.cpu_ms = ms(*limits.cpu);
  if (limits.wall && !task.wall_ms) task.wall_ms = ms(*limits.wall);
  if (limits.memory && !task.memory_bytes) task.memory_bytes = limits.memory->count;
}

}  // namespace oyer::graders
