// hostile: G36 closes every descriptor and goes on
// covers: G:close-fds
// shape: source
// ending: exited 3
// verdict: none
// reward: none
#include <unistd.h>
int main() {
  for (int fd = 0; fd < 4096; ++fd) close(fd);
  return 3;
}
