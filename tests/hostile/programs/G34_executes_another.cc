// hostile: G34 becomes another program
// covers: G:exec twin
// shape: source
// ending: exited 5
// verdict: none
// reward: none
// A program may; jail, limits and filter stay.
#include <unistd.h>
int main() { return execl("/bin/sh", "sh", "-c", "exit 5", static_cast<char*>(nullptr)); }
