// hostile: G03 reads the pipe that the compiler writes to
// covers: G:include-pipe
// shape: source
// build: --cpu 5s --wall 2s
// ending: build timed_out wall
// verdict: none
// reward: none
// Nobody else holds its other end: it waits for itself until the clock ends it.
#include </dev/stdout>
int main() {}
