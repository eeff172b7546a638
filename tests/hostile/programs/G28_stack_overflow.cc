// hostile: G28 recursion without end
// covers: G:stack
// shape: source
// options: --memory 256MiB
// ending: signaled SIGSEGV
// verdict: none
// reward: none
#include <cstring>
int deep(char* above) {
  char frame[4096];
  std::memset(frame, above[0], sizeof frame);
  return deep(frame) + frame[7];
}
int main() {
  char first = 1;
  return deep(&first);
}
