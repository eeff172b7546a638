// hostile: G24 io_uring by its number
// covers: G:io_uring
// shape: source
// ending: exited 38
// verdict: none
// reward: none
// As on a kernel without it.
int main() {
  char parameters[120] = {};
  long result = 425;
  __asm__ volatile("syscall" : "+a"(result) : "D"(8L), "S"(parameters) : "rcx", "r11", "memory");
  return result < 0 ? static_cast<int>(-result) : 1;
}
