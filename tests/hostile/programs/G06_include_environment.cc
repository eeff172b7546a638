// hostile: G06 reads the environment of whoever started the compiler
// covers: G:include-environ
// shape: source
// ending: build exited 1
// verdict: none
// reward: none
// says: main.cpp:
// says: environ: Permission denied
// Process 1 is the run's init, which shows nobody anything.
#include </proc/1/environ>
int main() {}
