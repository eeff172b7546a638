// hostile: G26 writes its own code through /proc/self/mem
// covers: G:proc-mem
// shape: source
// ending: exited 0
// verdict: none
// reward: none
// /proc is mounted read-only.
#include <cerrno>
#include <fcntl.h>
int main() {
  const int fd = open("/proc/self/mem", O_RDWR);
  return fd < 0 && errno == EROFS ? 0 : 1;
}
