// What sealing costs over nothing: one small program in a ready child of a jailed zygote, and in a bare fork of an
// equally warm interpreter. CPU of everything that takes part (engine, keeper, zygote, child) for each candidate, and
// the time from code to verdict. Prints one Markdown table for each pace; turn by turn in one run.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "base/fd.h"
#include "base/file.h"
#include "bench/cpu_meter.h"
#include "bench/samples.h"
#include "runners/python.h"
#include "runners/python_payload.h"
#include "sandbox/jail.h"

extern char** environ;

namespace oyer::bench {
namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "candidate_bench: %s\n", why.c_str());
  std::exit(1);
}

template <class Value>
Value need(Result<Value> result) {
  if (!result) give_up(to_string(result.error()));
  return std::move(*result);
}

std::filesystem::path own_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

// The interpreter that forks itself, driven over two pipes.
class BareFork {
 public:
  BareFork(const runners::PythonInterpreter& python, const std::filesystem::path& program) {
    int to[2], from[2];
    if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) give_up("no pipes");
    std::vector<std::string> arguments = {python.executable.string(),
                                          "-s",
                                          "-B",
                                          (own_folder() / "bench-peer" / "bare_fork.py").string(),
                                          (own_folder() / "bench-peer").string(),
                                          program.string()};
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], 0);
    posix_spawn_file_actions_adddup2(&actions, from[1], 1);
    if (::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) give_up("no interpreter");
    posix_spawn_file_actions_destroy(&actions);
    ::close(to[0]);
    ::close(from[1]);
    to_ = Fd(to[1]);
    from_ = Fd(from[0]);
    if (answer() != "ready") give_up("bare_fork.py did not start");
  }

  ~BareFork() {
    to_.reset();
    ::waitpid(pid_, nullptr, 0);
  }

  // Microseconds that one fork and its program took.
  double once() {
    if (::write(to_.get(), "1\n", 2) != 2) give_up("bare_fork.py has gone");
    const std::string text = answer();
    if (text.empty()) give_up("bare_fork.py failed");
    return std::strtod(text.c_str(), nullptr) / 1000;
  }

 private:
  std::string answer() {
    std::string line;
    for (char c = 0; ::read(from_.get(), &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }

  pid_t pid_ = 0;
  Fd to_, from_;
};

struct Paces {
  std::vector<double> bare, ours;
  double bare_cpu = 0, ours_cpu = 0;  // microseconds a candidate
};

void once_jailed(sandbox::Jail& jail, sandbox::Zygote zygote, const std::string& payload) {
  sandbox::SpawnRequest request;
  request.payload = payload;
  const sandbox::Child child = need(jail.spawn(zygote, std::move(request)));
  need(jail.wait(child, -1, {}));
  const sandbox::Execution execution = need(jail.finish(child));
  if (execution.ending != sandbox::Ending(sandbox::Exited{0}))
    give_up("the program failed: " + describe(execution.ending));
}

Paces measure(sandbox::Jail& jail, sandbox::Zygote zygote, const std::string& payload, BareFork& bare, int rounds,
              std::chrono::microseconds gap, const CpuMeter* ours, const CpuMeter* theirs) {
  Paces paces;
  const auto pause = [gap] {
    if (gap.count() > 0) std::this_thread::sleep_for(gap);
  };
  for (int n = 0; n < 10; ++n) once_jailed(jail, zygote, payload), bare.once();
  // In stretches, so that one side's ready children are not made while the other is timed.
  constexpr int stretch = 25;
  for (int done = 0; done < rounds; done += stretch) {
    std::int64_t before = theirs ? theirs->nanoseconds() : 0;
    for (int n = 0; n < stretch; ++n) paces.bare.push_back(bare.once()), pause();
    paces.bare_cpu += static_cast<double>(theirs ? theirs->nanoseconds() - before : 0);
    before = ours ? ours->nanoseconds() : 0;
    for (int n = 0; n < stretch; ++n) {
      const auto start = std::chrono::steady_clock::now();
      once_jailed(jail, zygote, payload);
      const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
      paces.ours.push_back(took.count());
      pause();
    }
    paces.ours_cpu += static_cast<double>(ours ? ours->nanoseconds() - before : 0);
  }
  paces.bare_cpu /= 1000.0 * static_cast<double>(paces.bare.size());
  paces.ours_cpu /= 1000.0 * static_cast<double>(paces.ours.size());
  return paces;
}

void print(const char* title, const Paces& paces) {
  std::printf("\n%s\n\n| | CPU us | ratio | median us, code to verdict | ratio | p95 us |\n|---|---|---|---|---|---|\n",
              title);
  std::printf("| bare fork of a warm interpreter | %.0f | 1.00 | %.0f | 1.00 | %.0f |\n", paces.bare_cpu,
              median(paces.bare), quantile(paces.bare, 0.95));
  std::printf("| oyer, sealed child | %.0f | %.2f | %.0f | %.2f | %.0f |\n", paces.ours_cpu,
              paces.ours_cpu / paces.bare_cpu, median(paces.ours), median(paces.ours) / median(paces.bare),
              quantile(paces.ours, 0.95));
}

int run(int rounds) {
  const std::filesystem::path program = own_folder() / "bench-peer" / "small_program.py";
  const runners::PythonInterpreter python = need(runners::find_python());
  const auto theirs = CpuMeter::make("bare"), ours = CpuMeter::make("oyer");
  if (!theirs || !ours) std::fprintf(stderr, "candidate_bench: no cpuacct cgroup here, so no CPU is measured\n");
  if (theirs) theirs->enter();
  {
    BareFork bare(python, program);
    if (ours) ours->enter();
    sandbox::JailSpec spec;
    for (const auto& mount : python.mounts) spec.read_only.push_back({mount.string(), mount.string()});
    const auto jail = need(sandbox::Jail::open(spec));
    const sandbox::Zygote zygote = need(jail->start_zygote(runners::zygote_spec(python, python.profiles.front())));
    runners::ScriptPayload script;
    script.source = need(read_file(program));
    const std::string payload = runners::payload_of(script);
    std::printf("cpython %s, tier %s, cgroup %s\n", python.version.c_str(),
                std::string(name_of(jail->containment().tier)).c_str(), jail->containment().cgroup.c_str());
    for (const int gap : {0, 4000}) {
      const Paces paces = measure(*jail, zygote, payload, bare, rounds, std::chrono::microseconds(gap),
                                  ours ? &*ours : nullptr, theirs ? &*theirs : nullptr);
      print(gap == 0 ? "One small Python program, back to back" : "One small Python program, 4 ms idle after each",
            paces);
    }
    if (ours) ours->leave();
  }
  if (theirs) theirs->remove();
  if (ours) ours->remove();
  return 0;
}

}  // namespace
}  // namespace oyer::bench

int main(int argc, char** argv) { return oyer::bench::run(argc > 1 ? std::atoi(argv[1]) : 300); }
