// hostile: C34 the fork bomb in C, without an interpreter's weight
// covers: C:fork-bomb-native
// shape: program
// options: --cpu 2s --wall 5s
// ending: processes_exceeded
// reduced: ending exited 1
// verdict: none
// reward: none
// Each process forks; bounded to 12 generations. main fails when a fork fails.
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int failed = 0;
  for (int i = 0; i < 12; ++i) {
    if (fork() < 0) failed = 1;
  }
  usleep(200000);
  return failed ? 1 : 0;
}
