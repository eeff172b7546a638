// The program `oyer` as its users start it: words, environment and standard input in; exit code and both streams out.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "tests/support/temporary_folder.h"

namespace oyer::cli::testing {

struct Ended {
  int code = -1;  // exit code, or -signal
  std::string out, err;
};

// A started program. Whoever drops it kills it.
class Program {
 public:
  Program(const std::vector<std::string>& words, const std::string& input, const std::filesystem::path& home,
          const std::string& program = "oyer");
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const;
  pid_t pid() const noexcept { return pid_; }
  // Waits, 150 s at most, after which it is killed.
  Ended wait();

 private:
  test::TemporaryFolder streams_;
  pid_t pid_ = -1;
};

// A folder for one test's files, which is also HOME and state folder of what it starts.
class Place {
 public:
  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text).string();
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string bytes(const std::string& name) const { return test::bytes_of(folder_.path() / name); }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_.path() / name); }

  Ended oyer(const std::vector<std::string>& words, const std::string& input = "") const {
    return Program(words, input, folder_.path()).wait();
  }
  // Another program of the build folder.
  Ended program(const std::string& name, const std::vector<std::string>& words) const {
    return Program(words, "", folder_.path(), name).wait();
  }
  Program start(const std::vector<std::string>& words) const { return {words, "", folder_.path()}; }

 private:
  test::TemporaryFolder folder_;
};

// Lines of JSON objects, as they are written to --out and to standard output.
std::vector<json::object> rows_of(const std::string& text);

// From now on, what our children leave behind becomes our child. Waits, 10 s at most, until there is none left.
void adopt_orphans();
bool no_children_left();

}  // namespace oyer::cli::testing
