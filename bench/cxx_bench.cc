// What it costs to build a C++ program with <bits/stdc++.h> and put it through 100 tests: by g++ and plain processes,
// by oyer for the first time, by oyer once more, and once more with the jails opened within the time (a batch opens
// them once for all its tasks). Two jobs each. The precompiled header is made before, once, and its time printed.
// Everything was measured turn by turn in one run.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <string>
#include <thread>

#include "base/file.h"
#include "bench/samples.h"
#include "runners/build_cache.h"
#include "runners/cxx.h"
#include "sandbox/jail.h"

extern char** environ;

namespace oyer::bench {
namespace {

namespace fs = std::filesystem;

constexpr int jobs = 2, tests = 100;

constexpr const char* program =
    "#include <bits/stdc++.h>\nusing namespace std;\n"
    "int main() {\n  int n;\n  cin >> n;\n  vector<long long> a(n);\n  for (auto& x : a) cin >> x;\n"
    "  sort(a.begin(), a.end());\n  map<long long, int> count;\n  for (auto x : a) ++count[x];\n"
    "  for (auto& [value, times] : count) cout << value << ' ' << times << '\\n';\n}\n";

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "cxx_bench: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T checked(Result<T> result) {
  if (!result.has_value()) give_up(to_string(result.error()));
  return std::move(*result);
}

struct Test {
  std::string input, output;
};

std::vector<Test> make_tests() {
  std::vector<Test> all;
  for (int i = 0; i < tests; ++i) {
    Test test{"20\n", ""};
    for (int j = 0; j < 20; ++j) test.input += std::to_string(i + j / 2) + " ";
    for (int j = 0; j < 10; ++j) test.output += std::to_string(i + j) + " 2\n";
    all.push_back(std::move(test));
  }
  return all;
}

// Each round has a text of its own, so that nothing but what is said to be cached is.
std::string source_of_round(int round) { return std::string(program) + "// round " + std::to_string(round) + "\n"; }

// `out` is read to its end when it is a pipe.
bool spawn_and_wait(std::vector<std::string> arguments, const char* in, std::string* output) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, in, O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, write_end.get(), 1);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  write_end.reset();
  if (failed != 0) return false;
  char buffer[4096];
  for (ssize_t n; (n = ::read(read_end.get(), buffer, sizeof buffer)) > 0;) {
    if (output != nullptr) output->append(buffer, static_cast<std::size_t>(n));
  }
  int status = 0;
  return ::waitpid(pid, &status, 0) == pid && status == 0;
}

struct Place {
  fs::path folder;
  runners::CxxToolchain toolchain;
  std::vector<Test> inputs;
};

// g++ with the same flags, then plain processes, two at a time.
bool plainly(const Place& place, int round) {
  const fs::path source = place.folder / "main.cpp", binary = place.folder / "a.out";
  if (!write_file(source, source_of_round(round)).has_value()) return false;
  std::vector<std::string> words{place.toolchain.gxx.string()};
  for (const std::string& flag : runners::default_flags(Language::cpp)) words.push_back(flag);
  words.insert(words.end(), {source.string(), "-o", binary.string()});
  if (!spawn_and_wait(words, "/dev/null", nullptr)) return false;
  std::atomic<int> next{0}, wrong{0};
  std::vector<std::jthread> workers;
  for (int job = 0; job < jobs; ++job) {
    workers.emplace_back([&] {
      for (int i; (i = next.fetch_add(1)) < tests;) {
        std::string output;
        const std::string in = (place.folder / std::to_string(i)).string();
        const bool ended = spawn_and_wait({binary.string()}, in.c_str(), &output);
        if (!ended || output != place.inputs[static_cast<std::size_t>(i)].output) ++wrong;
      }
    });
  }
  workers.clear();
  return wrong == 0;
}

using Jails = std::vector<std::unique_ptr<sandbox::Jail>>;

sandbox::JailSpec jail_spec(const Place& place, const runners::BuildCache& cache) {
  sandbox::JailSpec spec;
  spec.read_only = build_mounts(place.toolchain, &cache);
  return spec;
}

// The first worker builds; where there are no jails yet, the second opens its own meanwhile.
bool jailed(const Place& place, runners::BuildCache& cache, Jails& jails, int round, bool cached) {
  std::optional<sandbox::Command> command;
  std::latch built(1);
  std::atomic<int> next{0}, wrong{0};
  std::vector<std::jthread> workers;
  for (std::size_t job = 0; job < jobs; ++job) {
    workers.emplace_back([&, job] {
      if (jails[job] == nullptr) jails[job] = checked(sandbox::Jail::open(jail_spec(place, cache)));
      sandbox::Jail& jail = *jails[job];
      if (job == 0) {
        runners::BuildRequest request;
        request.source = source_of_round(round);
        const auto result = checked(build_cxx(jail, place.toolchain, request, &cache, {}));
        const auto* artefact = std::get_if<runners::Artefact>(&result);
        if (artefact == nullptr || artefact->cached != cached) give_up("the build is not as wanted");
        if (!artefact->precompiled_header) give_up("the precompiled header was not used");
        command = program_command(*artefact);
        built.count_down();
      }
      built.wait();
      sandbox::Command mine = *command;
      for (int i; (i = next.fetch_add(1)) < tests;) {
        const Test& test = place.inputs[static_cast<std::size_t>(i)];
        mine.stdin_bytes = test.input;
        const auto execution = jail.run(mine, {});
        if (!execution.has_value() || execution->out.bytes != test.output) ++wrong;
      }
    });
  }
  workers.clear();
  return wrong == 0;
}

int run(int rounds) {
  std::string name = fs::temp_directory_path() / "oyer-bench-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) give_up("cannot make " + name);
  Place place{name, checked(runners::find_cxx()), make_tests()};
  for (int i = 0; i < tests; ++i) {
    if (!write_file(place.folder / std::to_string(i), place.inputs[static_cast<std::size_t>(i)].input).has_value()) {
      give_up("cannot write the inputs");
    }
  }
  const auto cache = checked(runners::BuildCache::open(place.folder / "cache"));
  {
    const auto jail = checked(sandbox::Jail::open(jail_spec(place, *cache)));
    const auto start = std::chrono::steady_clock::now();
    if (!checked(prepare_headers(*jail, place.toolchain, runners::default_flags(Language::cpp), *cache, {}))) {
      give_up("the precompiled headers cannot be made");
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("Precompiled headers, once: %.1f s, %s.\n", took.count(), to_string(cache->measure().size).c_str());
  }
  int plain = 0, first = 0;
  std::vector<Contestant> contestants;
  contestants.push_back({"g++ and 100 plain processes", [&] { return plainly(place, ++plain); }, {}});
  Jails jails(jobs);
  contestants.push_back({"oyer, first", [&] { return jailed(place, *cache, jails, ++first, false); }, {}});
  contestants.push_back({"oyer, cached", [&] { return jailed(place, *cache, jails, first, true); }, {}});
  contestants.push_back({"oyer, cached, jails opened for it",
                         [&] {
                           Jails fresh(jobs);
                           return jailed(place, *cache, fresh, first, true);
                         },
                         {}});
  if (!interleave(contestants, rounds, std::chrono::microseconds(0), [](std::chrono::microseconds) {})) {
    give_up("a contestant failed");
  }
  std::printf(
      "\n%d rounds, %d tests, %d jobs\n\n| | p10 ms | median ms | p95 ms | ratio of medians |\n|---|---|---|---|---|\n",
      rounds, tests, jobs);
  for (const Contestant& c : contestants) {
    std::printf("| %s | %.0f | %.0f | %.0f | %.3f |\n", c.name.c_str(), quantile(c.micros, 0.1) / 1000,
                median(c.micros) / 1000, quantile(c.micros, 0.95) / 1000,
                median(c.micros) / median(contestants[0].micros));
  }
  std::error_code ignored;
  fs::remove_all(place.folder, ignored);
  return 0;
}

}  // namespace
}  // namespace oyer::bench

int main(int argc, char** argv) { return oyer::bench::run(argc > 1 ? std::atoi(argv[1]) : 15); }
