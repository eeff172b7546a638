// hostile: G23 a new user namespace by a raw clone
// covers: G:clone-namespace
// shape: source
// ending: syscall_denied clone
// verdict: none
// reward: none
int main() {
  long result = 56;
  __asm__ volatile("syscall" : "+a"(result) : "D"(0x10000011L), "S"(0L) : "rcx", "r11", "memory");
  return result == 0 ? 0 : 3;
}
