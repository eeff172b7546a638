// hostile: G27 writes code and runs it
// covers: G:self-modifying twin
// shape: source
// ending: exited 42
// verdict: none
// reward: none
// Just-in-time compilers are honest.
#include <cstring>
#include <sys/mman.h>
int main() {
  const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};  // mov eax, 42; ret
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::memcpy(page, code, sizeof code);
  return reinterpret_cast<int (*)()>(page)();
}
