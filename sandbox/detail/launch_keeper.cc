// Boost.Process v2 of Boost 1.81, header only. It needs boost/optional.hpp before it and explicit path and argument
// types; its headers stay in this file.
#include "sandbox/detail/launch_keeper.h"

#include <sys/wait.h>

#include <boost/optional.hpp>

#define BOOST_PROCESS_V2_HEADER_ONLY 1
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <csignal>
#include <string>
#include <vector>

namespace oyer::sandbox::detail {

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

struct KeeperProcess::State {
  boost::asio::io_context context;
  // Built in place: in 1.81 moving a process handle leaves its descriptor service behind.
  std::unique_ptr<process::process> child;
};

KeeperProcess::KeeperProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}

KeeperProcess::~KeeperProcess() {
  boost::system::error_code ignored;
  state_->child->wait(ignored);
}

int KeeperProcess::pid() const { return static_cast<int>(state_->child->id()); }

Result<std::unique_ptr<KeeperProcess>> KeeperProcess::launch(const std::filesystem::path& program, const Fd& socket) {
  process::default_process_launcher launcher;
  // The library forgets a child that it could start and not take charge of.
  const auto give_up = [&](int error) {
    if (launcher.pid > 0) {
      ::kill(launcher.pid, SIGKILL);
      ::waitpid(launcher.pid, nullptr, 0);
    }
    return fail(host_error("cannot start " + program.string(), error));
  };
  // Asio throws where it cannot get the descriptors of its own machinery.
  try {
    auto state = std::make_unique<State>();
    boost::system::error_code error;
    // That machinery first: made only once the child is there, it would lose the child's descriptor when it fails.
    const boost::asio::posix::stream_descriptor machinery(state->context);
    static constexpr const char* environment[] = {"LANG=C.UTF-8", nullptr};
    // The socket is stdin: bind_fd of 1.81 runs off the end of a function. stdout is the null device; stderr stays, for
    // what a sanitizer or a failed check has to say.
    state->child.reset(new process::process(launcher(
        state->context.get_executor(), error, boost::filesystem::path(program.string()), std::vector<std::string>{},
        process::process_stdio{socket.get(), nullptr, {}}, OwnEnvironment{environment})));
    if (error) return give_up(error.value());
    return std::unique_ptr<KeeperProcess>(new KeeperProcess(std::move(state)));
  } catch (const boost::system::system_error& thrown) {
    return give_up(thrown.code().value());
  }
}

}  // namespace oyer::sandbox::detail
