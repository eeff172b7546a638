// hostile: G04 reads the host's passwords
// covers: G:include-host
// shape: source
// ending: build exited 1
// verdict: none
// reward: none
// says: main.cpp:
// says: shadow: No such file or directory
#include </etc/shadow>
int main() {}
