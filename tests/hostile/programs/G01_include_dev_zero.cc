// hostile: G01 reads a device that never ends
// covers: G:include-device
// shape: source
// build: --cpu 10s --memory 256MiB
// ending: build memory_exceeded
// reduced: ending build exited 1
// verdict: none
// reward: none
// The compiler reads the whole of a file before it looks at it.
#include </dev/zero>
int main() {}
