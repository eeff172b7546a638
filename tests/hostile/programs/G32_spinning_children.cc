// hostile: G32 children spin while their parent sleeps
// covers: G:children
// shape: source
// options: --cpu 1s --wall 60s
// ending: timed_out cpu
// verdict: none
// reward: none
#include <unistd.h>
int main() {
  for (int i = 0; i < 4; ++i) {
    if (fork() == 0) {
      for (volatile unsigned long n = 0;; n = n + 1) {
      }
    }
  }
  for (;;) sleep(1);
}
