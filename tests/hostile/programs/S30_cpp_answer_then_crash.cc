// hostile: S30 prints the right answer in C++, then reads through a null pointer
// covers: S:crash-after-answer
// shape: stdio
// task: sum_lines
// ending: signaled SIGSEGV
// verdict: runtime_error
// reward: rlef -1, binary 0
// As S05, with a real fault.
#include <iostream>

int main() {
  long sum = 0;
  for (long n; std::cin >> n;) sum += n;
  std::cout << sum << std::endl;
  volatile int* nowhere = nullptr;
  return *nowhere;
}
