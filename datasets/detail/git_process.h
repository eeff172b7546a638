// A git program that runs beside us and is talked to over pipes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace oyer::datasets::detail {

class GitProcess {
 public:
  // `environment` is all there is of it. unsupported where no git is found in PATH.
  static Result<std::unique_ptr<GitProcess>> start(const std::vector<std::string>& words,
                                                   const std::vector<std::string>& environment);
  ~GitProcess();  // ends it
  GitProcess(const GitProcess&) = delete;
  GitProcess& operator=(const GitProcess&) = delete;

  bool write(std::string_view text);
  // Without its newline; false at the end, or after `most` bytes without one.
  bool read_line(std::string& line, std::size_t most);
  bool read_exactly(std::size_t size, std::string& into);
  // All that is still to come, at most `most` bytes.
  bool read_rest(std::string& into, std::size_t most);

  // Closes its input and waits. The exit code, or -1 for a signal.
  int wait();
  std::string complaint() const;  // the end of what it wrote to stderr

 private:
  struct State;
  explicit GitProcess(std::unique_ptr<State> state);
  bool fill();

  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
