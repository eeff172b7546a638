// hostile: G35 starts itself again with a library of its own laid over
// covers: G:preload
// shape: source
// ending: exited 0
// verdict: none
// reward: none
// Its own affair: the loader says so on its own stderr, and no other process has that environment.
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char** argv) {
  if (argc > 1) return std::getenv("LD_PRELOAD") == nullptr;
  std::FILE* file = std::fopen("/tmp/evil.so", "w");
  std::fputs("no library", file);
  std::fclose(file);
  chmod("/usr/bin/ls", 0777);
  setenv("LD_PRELOAD", "/tmp/evil.so", 1);
  setenv("LD_LIBRARY_PATH", "/tmp", 1);
  return execl("/proc/self/exe", argv[0], "again", static_cast<char*>(nullptr));
}
