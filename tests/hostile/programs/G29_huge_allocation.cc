// hostile: G29 two gibibytes, each page touched
// covers: G:memory
// shape: source
// options: --memory 128MiB
// ending: memory_exceeded
// reduced: ending signaled SIGABRT
// verdict: none
// reward: none
// Without a cgroup the allocation fails, which the program does not catch.
#include <vector>
int main() {
  std::vector<std::vector<char>> all;
  for (int i = 0; i < 2048; ++i) all.emplace_back(1 << 20, 'x');
  return all[2047][3];
}
