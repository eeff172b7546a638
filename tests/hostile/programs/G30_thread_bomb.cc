// hostile: G30 threads without end
// covers: G:threads
// shape: source
// options: --processes 32
// ending: processes_exceeded
// reduced: ending signaled SIGABRT
// verdict: none
// reward: none
// The thread that cannot be made is an exception that nobody catches.
#include <thread>
#include <unistd.h>
int main() {
  for (int i = 0; i < 5000; ++i) std::thread([] { pause(); }).detach();
}
