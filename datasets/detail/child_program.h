// A program of ours or of git's that runs beside us and is talked to over pipes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace oyer::datasets::detail {

class ChildProgram {
 public:
  // `environment` is all there is of it. With `output`, that is its standard output, and nothing can be read from it.
  static Result<std::unique_ptr<ChildProgram>> start(const std::string& program, const std::vector<std::string>& words,
                                                     const std::vector<std::string>& environment, Fd output = Fd());
  ~ChildProgram();  // ends it
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

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
  explicit ChildProgram(std::unique_ptr<State> state);
  bool fill();

  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
