// hostile: S33 an honest program in C++
// covers: twin
// shape: stdio
// task: sum_lines
// ending: exited 0
// verdict: accepted
// reward: rlef 1, binary 1
// Fast input, no final line end, a return from main.
#include <iostream>

int main() {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  long sum = 0, n = 0;
  while (std::cin >> n) sum += n;
  std::cout << sum;
}
