// HostileProgram: one file of tests/hostile/programs, with what its first lines promise.
//
// The first lines are "# key: value" ("// key: value" in C and C++), up to the first line that is not of that form:
//   hostile  mark and title                      covers   marks of items.txt, "twin" for an honest one
//   shape    function | stdio | program | source
//            stdio: a program that a task's tests run. source: C or C++, built in a jail, and run there if that comes
//            to anything. What is said here of functions holds of stdio, too
//   task     id in tasks.jsonl (function)
//   with     file of with/ that is put before it (function)
//   form     completion: a model's text; by default the whole program (function)
//   wall     wall limit in milliseconds, where the task's is too long to wait for (function)
//   options  further flags of oyer run; of a source --cpu, --wall, --memory and --processes
//   build    the same for building it (source)   stdin-bytes  how many bytes stand on its stdin (program)
//   ending   "exited 0", "signaled SIGSEGV", "timed_out cpu", "memory_exceeded", "output_exceeded stdout",
//            "syscall_denied NAME", ..., "none" when nothing was run, or "any" where two are right and the
//            lines below say why; "build " before it where it is the compiler's (source)
//   says     what the diagnostics hold, a piece a line (source); nothing else of them is promised
//   faithful what a grader in one process is to make of it, "passed", "failed" or "timed_out"; with this key the
//   program
//            is judged under --mode faithful (function, and all of its group)
//   verdict  its name, none (program), or "refused": any but accepted (what oyer attack has written)
//   reward   "rlef -1, binary 0", or none (program)
//   out      exact stdout, a line each (program)
//   reduced  "ending X, verdict Y, reward Z": what differs where no cgroup is in force
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace oyer::hostile {

struct Expectation {
  std::string ending, verdict;
  std::map<std::string, double> rewards;  // by rule
  friend bool operator==(const Expectation&, const Expectation&) = default;
};

struct HostileProgram {
  std::string name;  // of the file, without its extension
  std::filesystem::path path;
  std::string text;
  std::map<std::string, std::vector<std::string>> header;
  Expectation strong, reduced;

  bool is_function() const { return value("shape") == "function" || value("shape") == "stdio"; }
  bool is_source() const { return value("shape") == "source"; }
  bool is_c() const { return path.extension() == ".c"; }
  // The first value of a key; "" when it is not there.
  std::string value(const std::string& key) const;
  std::vector<std::string> marks() const;  // of "covers"
};

// Every program, by name. Throws std::runtime_error, naming file and key, for a header that is not whole: a test
// cannot pass on a misread promise.
std::vector<HostileProgram> read_programs();

// Words between blanks.
std::vector<std::string> words_of(const std::string& text);

std::filesystem::path hostile_folder();

}  // namespace oyer::hostile
