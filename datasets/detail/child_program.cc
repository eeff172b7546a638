// Boost.Process v2 of Boost 1.81, header only; see sandbox/detail/launch_keeper.cc for what it needs and why.
#include "datasets/detail/child_program.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <boost/optional.hpp>

#define BOOST_PROCESS_V2_HEADER_ONLY 1
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <csignal>

namespace oyer::datasets::detail {

namespace process = boost::process::v2;

namespace {

// An initializer of ours: the library's process_environment is not header-only in 1.81.
struct OwnEnvironment {
  const char* const* variables;

  process::error_code on_setup(process::posix::default_launcher& launcher, const boost::filesystem::path&,
                               const char* const*&) const {
    launcher.env = variables;
    return {};
  }
};

}  // namespace

struct ChildProgram::State {
  boost::asio::io_context context;
  // Built in place: in 1.81 moving a process handle leaves its descriptor service behind.
  std::unique_ptr<process::process> child;
  // Input is a socket: writing to a program that has ended must not raise a signal.
  Fd input, output, errors;
  std::string buffer;
  std::size_t used = 0;
  bool waited = false;
};

ChildProgram::ChildProgram(std::unique_ptr<State> state) : state_(std::move(state)) {}

ChildProgram::~ChildProgram() {
  if (state_->waited) return;
  state_->input.reset();
  state_->output.reset();
  ::kill(static_cast<pid_t>(state_->child->id()), SIGTERM);
  wait();
}

Result<std::unique_ptr<ChildProgram>> ChildProgram::start(const std::string& program,
                                                          const std::vector<std::string>& words,
                                                          const std::vector<std::string>& environment, Fd output) {
  auto state = std::make_unique<State>();
  int in[2], out[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
    return fail(host_error("no socket for " + program));
  state->input.reset(in[0]);
  const Fd their_input(in[1]);
  if (!output) {
    if (::pipe2(out, O_CLOEXEC) != 0) return fail(host_error("no pipe for " + program));
    state->output.reset(out[0]);
    output.reset(out[1]);
  }
  state->errors.reset(::memfd_create("errors", MFD_CLOEXEC));
  if (!state->errors) return fail(host_error("no memory for what " + program + " says"));
  std::vector<const char*> variables;
  for (const std::string& variable : environment) variables.push_back(variable.c_str());
  variables.push_back(nullptr);
  process::default_process_launcher launcher;
  const auto give_up = [&](int error) {
    if (launcher.pid > 0) {
      ::kill(launcher.pid, SIGKILL);
      ::waitpid(launcher.pid, nullptr, 0);
    }
    return fail(host_error("cannot start " + program, error));
  };
  // Asio throws where it cannot get the descriptors of its own machinery.
  try {
    boost::system::error_code error;
    // That machinery first: made only once the child is there, it would lose the child's descriptor when it fails.
    const boost::asio::posix::stream_descriptor machinery(state->context);
    state->child.reset(
        new process::process(launcher(state->context.get_executor(), error, boost::filesystem::path(program), words,
                                      process::process_stdio{their_input.get(), output.get(), state->errors.get()},
                                      OwnEnvironment{variables.data()})));
    if (error) return give_up(error.value());
    return std::unique_ptr<ChildProgram>(new ChildProgram(std::move(state)));
  } catch (const boost::system::system_error& thrown) {
    return give_up(thrown.code().value());
  }
}

bool ChildProgram::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::send(state_->input.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool ChildProgram::fill() {
  State& state = *state_;
  if (state.used == state.buffer.size()) state.buffer.clear(), state.used = 0;
  char piece[65536];
  ssize_t n = 0;
  do {
    n = ::read(state.output.get(), piece, sizeof piece);
  } while (n < 0 && errno == EINTR);
  if (n > 0) state.buffer.append(piece, static_cast<std::size_t>(n));
  return n > 0;
}

bool ChildProgram::read_line(std::string& line, std::size_t most) {
  State& state = *state_;
  for (;;) {
    const std::size_t end = state.buffer.find('\n', state.used);
    if (end != std::string::npos) {
      line = state.buffer.substr(state.used, end - state.used);
      state.used = end + 1;
      return true;
    }
    if (state.buffer.size() - state.used > most || !fill()) return false;
  }
}

bool ChildProgram::read_exactly(std::size_t size, std::string& into) {
  State& state = *state_;
  into.clear();
  while (into.size() < size) {
    if (state.used == state.buffer.size() && !fill()) return false;
    const std::size_t piece = std::min(size - into.size(), state.buffer.size() - state.used);
    into.append(state.buffer, state.used, piece);
    state.used += piece;
  }
  return true;
}

bool ChildProgram::read_rest(std::string& into, std::size_t most) {
  State& state = *state_;
  into.clear();
  do {
    into.append(state.buffer, state.used);
    state.used = state.buffer.size();
    if (into.size() > most) return false;
  } while (fill());
  return true;
}

int ChildProgram::wait() {
  state_->input.reset();
  boost::system::error_code error;
  state_->child->wait(error);
  state_->waited = true;
  const int status = state_->child->native_exit_code();
  return !error && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string ChildProgram::complaint() const {
  char text[2048];
  const off_t size = ::lseek(state_->errors.get(), 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - static_cast<off_t>(sizeof text));
  const ssize_t n = ::pread(state_->errors.get(), text, sizeof text, from);
  std::string said(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
  for (char& c : said) c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return said;
}

}  // namespace oyer::datasets::detail
