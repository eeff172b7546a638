// hostile: G02 reads the compiler's own input
// covers: G:include-stdin
// shape: source
// ending: exited 4
// verdict: none
// reward: none
// There is nothing in it.
#include </dev/stdin>
#include </proc/self/fd/0>
int main() { return 4; }
