// hostile: G21 a system call by an x32 number
// covers: G:x32
// shape: source
// ending: syscall_denied unknown
// verdict: none
// reward: none
#include <cstdio>
int main() {
  long result = 0x40000000 + 39;
  __asm__ volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
  std::printf("alive\n");
}
