// hostile: A43 the child of a vfork never executes anything and never ends
// covers: C:vfork-hang
// shape: program
// options: --cpu 1s --wall 2s
// ending: timed_out wall
// verdict: none
// reward: none
// The parent hangs in the kernel, unkillable but by SIGKILL. The wall clock ends both.
#include <unistd.h>

int main(void) {
  if (vfork() == 0) {
    for (;;) pause();
  }
  return 0;
}
