// hostile: G20 a system call by the i386 gate
// covers: G:i386
// shape: source
// ending: syscall_denied unknown
// verdict: none
// reward: none
#include <cstdio>
int main() {
  long result = 20;  // getpid of i386
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
  std::printf("alive\n");
}
