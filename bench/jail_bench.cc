// What a jail costs over nothing: the same static no-op by posix_spawn, in a reused jail, and in bubblewrap.
// Prints one Markdown table for each pace; everything in a table was measured turn by turn in one run.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "base/file.h"
#include "bench/samples.h"
#include "sandbox/jail.h"

extern char** environ;

namespace oyer::bench {
namespace {

bool spawn_and_wait(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  int status = 0;
  return ::posix_spawn(&pid, argv[0], nullptr, nullptr, argv.data(), environ) == 0 &&
         ::waitpid(pid, &status, 0) == pid && status == 0;
}

// The jail sees the program where a toolchain would stand: in a read-only folder, not copied for each run.
std::unique_ptr<sandbox::Jail> open_jail(const std::filesystem::path& folder, bool cgroups) {
  sandbox::JailSpec spec;
  spec.read_only = {{folder.string(), "/opt/bench"}};
  spec.use_cgroups = cgroups;
  auto jail = sandbox::Jail::open(spec);
  if (!jail.has_value()) {
    std::fprintf(stderr, "jail_bench: %s\n", to_string(jail.error()).c_str());
    std::exit(1);
  }
  return std::move(*jail);
}

void table(const char* title, const std::vector<Contestant>& contestants) {
  std::printf("\n%s\n\n| | p10 us | median us | p95 us | ratio of medians |\n|---|---|---|---|---|\n", title);
  for (const Contestant& c : contestants) {
    std::printf("| %s | %.0f | %.0f | %.0f | %.2f |\n", c.name.c_str(), quantile(c.micros, 0.1), median(c.micros),
                quantile(c.micros, 0.95), median(c.micros) / median(contestants[0].micros));
  }
}

int run(int rounds) {
  const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bench-noop";
  const std::string noop = (folder / "noop").string();
  sandbox::Command command;
  command.argv = {"/opt/bench/noop"};
  const auto strong = open_jail(folder, true), reduced = open_jail(folder, false);
  const auto jailed = [&command](sandbox::Jail& jail) {
    return [&jail, &command] {
      const auto execution = jail.run(command, {});
      return execution.has_value() && execution->ending == sandbox::Ending(sandbox::Exited{0});
    };
  };
  std::vector<Contestant> contestants;
  contestants.push_back({"posix_spawn", [&] { return spawn_and_wait({noop}); }, {}});
  const std::string tier(name_of(strong->containment().tier));
  contestants.push_back({"oyer, tier " + tier + ", cgroup " + strong->containment().cgroup, jailed(*strong), {}});
  if (strong->containment().cgroup != "none") {
    contestants.push_back({"oyer, without cgroups", jailed(*reduced), {}});
  }
  if (::access("/usr/bin/bwrap", X_OK) == 0) {
    contestants.push_back({"bwrap --unshare-all",
                           [&] {
                             return spawn_and_wait({"/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr",
                                                    "--ro-bind", folder.string(), "/opt", "--proc", "/proc", "--dev",
                                                    "/dev", "--tmpfs", "/tmp", "/opt/noop"});
                           },
                           {}});
  }
  const auto idle = [](std::chrono::microseconds gap) { std::this_thread::sleep_for(gap); };
  for (const int gap : {0, 4000}) {
    for (Contestant& c : contestants) c.micros.clear();
    if (!interleave(contestants, rounds, std::chrono::microseconds(gap), idle)) {
      std::fprintf(stderr, "jail_bench: a run failed\n");
      return 1;
    }
    table(gap == 0 ? "Static no-op, back to back" : "Static no-op, 4 ms idle before each", contestants);
  }
  return 0;
}

}  // namespace
}  // namespace oyer::bench

int main(int argc, char** argv) { return oyer::bench::run(argc > 1 ? std::atoi(argv[1]) : 500); }
