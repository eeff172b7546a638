// hostile: C33 a program in C that takes memory
// covers: C:memory-native
// shape: program
// options: --memory 64MiB --cpu 5s --wall 10s
// ending: memory_exceeded
// reduced: ending exited 3
// verdict: none
// reward: none
// At most 1 GiB. Where only address space is limited, malloc fails and the program says so with 3.
#include <stdlib.h>
#include <string.h>

int main(void) {
  for (int i = 0; i < 64; ++i) {
    char *block = malloc(16u << 20u);
    if (block == NULL) return 3;
    memset(block, i + 1, 16u << 20u);
    __asm__ volatile("" : : "r"(block) : "memory");
  }
  return 0;
}
