// hostile: C34 the fork bomb in C, without an interpreter's weight
// covers: C:fork-bomb-native
// shape: program
// options: --cpu 2s --wall 5s
// ending: processes_exceeded
// reduced: ending exited 1
// verdict: none
// reward: none
// Each child forks once more and stays; bounded to 300 of them. main fails when a fork fails, as one of its own must.
#include <unistd.h>

int main(void) {
  int failed = 0;
  for (int i = 0; i < 300; ++i) {
    const int child = fork();
    if (child < 0) failed = 1;
    if (child == 0) {
      fork();
      usleep(1000000);
      _exit(0);
    }
  }
  return failed;
}
