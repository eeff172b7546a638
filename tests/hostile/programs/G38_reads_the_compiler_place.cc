// hostile: G38 looks for what the compiler left
// covers: G:leftovers
// shape: source
// ending: exited 0
// verdict: none
// reward: none
// out: program
// The build's /tmp went with the build: neither source nor object is there.
#include <dirent.h>
#include <cstdio>
#include <cstring>
#include <string>
int main() {
  DIR* folder = opendir("/tmp");
  for (dirent* entry; (entry = readdir(folder)) != nullptr;) {
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) std::puts(entry->d_name);
  }
  return std::fopen("/tmp/main.cpp", "r") != nullptr;
}
