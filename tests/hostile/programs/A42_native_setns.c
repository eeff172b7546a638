// hostile: A42 a program in C that enters the namespaces it can find and makes new ones
// covers: A:setns-native
// shape: program
// ending: syscall_denied unknown
// verdict: none
// reward: none
// As for Python (A33): the second filter kills at once, and the name is lost.
#include <fcntl.h>
#include <sched.h>

int main(void) {
  setns(open("/proc/self/ns/mnt", O_RDONLY), 0);
  return 0;
}
