// Command: one program to run in a jail; Zygote: an interpreter to keep warm in one. Values, not actions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "sandbox/limits.h"

namespace oyer::sandbox {

// A file that is put into the working directory (/tmp) of the run before it starts, owned by the run's user.
// `path` is relative, of plain components.
struct FileIn {
  std::string path;
  std::string bytes;
  bool executable = false;
  friend bool operator==(const FileIn&, const FileIn&) = default;
};

// KEY=VALUE pairs; the environment of a run holds these and nothing of the host's.
using Environment = std::vector<std::string>;

// A program that is executed afresh.
struct Command {
  std::vector<std::string> argv;  // argv[0] is an absolute path inside the jail
  Environment environment = {"PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "PYTHONHASHSEED=0"};
  std::string stdin_bytes;
  std::vector<FileIn> files;
  Limits limits;
  std::string filter = "native";  // name of the system call profile (seccomp-profiles/)
  // The wall clock stands still while the program waits for a processor, and without end: only for programs that no
  // candidate writes, such as compilers. A candidate can make itself wait (sched_yield), and would never be done.
  bool patient = false;
};

// A trusted interpreter that is started once inside the jail and forked for every candidate. It is handed the path
// of the sealing library as its last argument and speaks the zygote protocol (sandbox/zygote_protocol.h) through it.
struct ZygoteSpec {
  std::string name;               // of the import profile: "bare", "numpy"
  std::vector<std::string> argv;  // interpreter and bootstrap
  Environment environment;
  std::vector<FileIn> files;      // read-only, under /oyer/<name>/
  unsigned ready = 2;             // children forked and warmed ahead of need
  Limits limits;                  // of a ready child until it is taken, and the ceiling of every spawn
  std::string filter = "python";  // name of the system call profile (seccomp-profiles/)
};

// What one child of a zygote is started with.
struct SpawnRequest {
  std::string payload;          // read by the interpreter's side; at most 64 MiB
  std::vector<Fd> descriptors;  // handed to the child in this order; at most 4
  std::string stdin_bytes;
  Limits limits;
};

}  // namespace oyer::sandbox
