// hostile: G22 ptrace without the library
// covers: G:ptrace
// shape: source
// ending: syscall_denied ptrace
// verdict: none
// reward: none
int main() {
  long result = 101;
  __asm__ volatile("syscall" : "+a"(result) : "D"(0L), "S"(0L), "d"(0L) : "rcx", "r11", "memory");
  return 3;
}
