// hostile: S32 exits with 0 before main, in C++
// covers: S:silent H01
// shape: stdio
// task: sum_lines
// ending: exited 0
// verdict: wrong_answer
// reward: rlef -1, binary 0
// No answer is no answer.
#include <cstdlib>

struct Early {
  Early() { std::_Exit(0); }
} early;

int main() {}
