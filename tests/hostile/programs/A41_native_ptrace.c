// hostile: A41 a program in C that traces its parent
// covers: A:ptrace-native
// shape: program
// ending: syscall_denied ptrace
// verdict: none
// reward: none
// The same filter classes hold for programs that are executed, and there the name of the call is always known.
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(void) {
  puts("before");
  fflush(stdout);
  ptrace(PTRACE_ATTACH, getppid(), 0, 0);
  puts("after");
  return 0;
}
