// hostile: G37 SIGKILL to every process it can reach
// covers: G:kill-all
// shape: source
// ending: exited 0
// verdict: none
// reward: none
// out: alone
// Its namespace holds nobody else, and process 1 of it cannot be killed from inside.
#include <csignal>
#include <cstdio>
#include <unistd.h>
int main() {
  kill(1, SIGKILL);
  if (getppid() > 0) kill(getppid(), SIGKILL);
  kill(-1, SIGKILL);
  std::puts("alone");
}
