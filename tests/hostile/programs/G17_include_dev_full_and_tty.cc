// hostile: G17 includes devices, folders and pipes by odd names
// covers: G:include-odd
// shape: source
// ending: build exited 1
// verdict: none
// reward: none
// says: usr
// A folder is no source; what is the host's is not there.
#if __has_include("/dev/tty") || __has_include("/root/.ssh/id_rsa") || __has_include("/home")
#error "sees the host"
#endif
#include </usr>
int main() {}
