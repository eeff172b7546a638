// hostile: C35 a program that spins on eight threads
// covers: C:cpu-threads
// shape: program
// options: --cpu 1s --wall 10s
// ending: timed_out cpu
// verdict: none
// reward: none
// The threads' times add up.
#include <pthread.h>

static void *spin(void *unused) {
  (void)unused;
  for (;;) __asm__ volatile("");
  return 0;
}

int main(void) {
  pthread_t threads[8];
  for (int i = 0; i < 8; ++i) pthread_create(&threads[i], 0, spin, 0);
  pthread_join(threads[0], 0);
  return 0;
}
