// hostile: G25 calls the fixed page of old kernels
// covers: G:vsyscall
// shape: source
// ending: any
// verdict: none
// reward: none
// The kernel answers with the time, or with SIGSEGV where the page is not there: no more can come of it.
#include <cstdio>
#include <sys/time.h>
int main() {
  timeval now{};
  reinterpret_cast<int (*)(timeval*, void*)>(0xffffffffff600000UL)(&now, nullptr);
  std::printf("%d\n", now.tv_sec > 0);
}
