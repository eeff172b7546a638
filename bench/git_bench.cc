// What it costs to read every blob of a repository: by Oyer in the order of the packs, with and without hashing each
// object again, and by `git cat-file --batch --buffer` given the ids in the order of the packs (as
// `git cat-file --batch-all-objects --unordered` tells it) and in the order of the ids. Turn by turn in one run,
// medians.
//
//   git_bench [--repo PATH] [--rounds N] [--commits N] [--lines N] [--git no]
//
// Without --repo a repository of N commits (20,000) is made: 400 files of 800 lines (30 kB), one changed by each
// commit, which makes five objects. Without git only Oyer reads, for its memory.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "datasets/git.h"

extern char** environ;

namespace oyer::bench {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "git_bench: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T checked(Result<T> result) {
  if (!result.has_value()) give_up(to_string(result.error()));
  return std::move(*result);
}

// Runs git with a file as its input, and hands over what it writes, piece by piece.
void run_git(std::vector<std::string> words, const fs::path& input,
             const std::function<void(std::string_view)>& visit) {
  int out[2];
  if (::pipe2(out, O_CLOEXEC) != 0) give_up("no pipe");
  const Fd ours(out[0]);
  Fd theirs(out[1]);
  ::fcntl(ours.get(), F_SETPIPE_SZ, 1 << 20);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), 1);
  words.insert(words.begin(), "git");
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t pid = -1;
  if (::posix_spawnp(&pid, "git", &actions, nullptr, pointers.data(), environ) != 0) give_up("cannot start git");
  posix_spawn_file_actions_destroy(&actions);
  theirs.reset();
  static char piece[1 << 20];
  for (ssize_t n = 0; (n = ::read(ours.get(), piece, sizeof piece)) > 0;) visit({piece, static_cast<std::size_t>(n)});
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (status != 0) give_up("git " + words[1] + " failed");
}

std::string output_of(const std::vector<std::string>& words) {
  std::string text;
  run_git(words, "/dev/null", [&](std::string_view piece) { text += piece; });
  return text;
}

// Lines as of a program, the same for the same number.
std::string line_of(std::uint64_t number) {
  std::uint64_t mixed = number * 0x9e3779b97f4a7c15U;
  mixed ^= mixed >> 29U;
  return "  value_" + std::to_string(mixed % 977) + " = compute(" + std::to_string(mixed % 100003) + ", other_" +
         std::to_string(mixed % 61) + ");\n";
}

void make_repository(const fs::path& folder, std::uint64_t commits, std::uint64_t lines) {
  constexpr std::uint64_t files = 400;
  const fs::path stream = folder / "stream";
  std::FILE* const file = std::fopen(stream.c_str(), "w");
  if (file == nullptr) give_up("cannot write " + stream.string());
  std::vector<std::vector<std::uint64_t>> contents(files);
  for (std::uint64_t i = 0; i < files; ++i) {
    for (std::uint64_t j = 0; j < lines; ++j) contents[i].push_back(i * lines + j);
  }
  for (std::uint64_t commit = 0; commit < commits; ++commit) {
    const std::uint64_t changed = commit * 7919 % files;
    for (std::uint64_t k = 0; k < 5; ++k) contents[changed][(commit * 31 + k * 97) % lines] = commit * 1000003 + k;
    std::string text;
    for (const std::uint64_t number : contents[changed]) text += line_of(number);
    std::fprintf(file, "commit refs/heads/main\ncommitter c <c@example.org> %llu +0000\ndata 1\nm\n",
                 static_cast<unsigned long long>(1700000000 + commit));
    std::fprintf(file, "M 100644 inline src/d%llu/f%llu.c\ndata %zu\n%s\n",
                 static_cast<unsigned long long>(changed % 20), static_cast<unsigned long long>(changed), text.size(),
                 text.c_str());
  }
  if (std::fclose(file) != 0) give_up("cannot write " + stream.string());
  const std::string repository = (folder / "made.git").string();
  output_of({"init", "-q", "--bare", "-b", "main", repository});
  run_git({"-C", repository, "fast-import", "--quiet"}, stream, [](std::string_view) {});
  output_of({"-C", repository, "repack", "-q", "-a", "-d"});
  fs::remove(stream);
}

struct Reading {
  std::string name;
  std::function<std::uint64_t()> read;  // bytes
  std::vector<double> seconds, cpu;
  std::uint64_t bytes = 0;
};

// Of this process and of the gits that it has waited for: what others do on the machine is not in it.
double cpu_seconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    struct rusage usage {};
    ::getrusage(who, &usage);
    sum += static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
    sum += static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  }
  return sum;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::uint64_t read_with_oyer(const fs::path& path, const std::vector<datasets::ObjectId>& ids, bool verify) {
  const auto repository = checked(
      datasets::Repository::open(path, {.verify = verify, .largest_blob = 1_GiB, .most_entries = 1, .follow = true}));
  std::uint64_t bytes = 0, problems = 0;
  const Status status = repository.read_blobs(ids, [&](const datasets::Blob& blob) -> Status {
    bytes += blob.bytes.size();
    problems += blob.problem.has_value() ? 1 : 0;
    return {};
  });
  if (!status.has_value()) give_up(to_string(status.error()));
  if (problems > 0) std::fprintf(stderr, "%llu problems\n", static_cast<unsigned long long>(problems));
  return bytes;
}

std::uint64_t read_with_git(const fs::path& path, const fs::path& list) {
  std::uint64_t bytes = 0;
  run_git({"-C", path.string(), "cat-file", "--batch", "--buffer"}, list,
          [&](std::string_view piece) { bytes += piece.size(); });
  return bytes;
}

void write_list(const fs::path& path, const std::vector<datasets::ObjectId>& ids) {
  std::string text;
  for (const auto& id : ids) text += id.hex + "\n";
  if (!write_file(path, text).has_value()) give_up("cannot write " + path.string());
}

void compare(const fs::path& path, const fs::path& place, int rounds, bool with_git) {
  std::istringstream lines(output_of({"-C", path.string(), "cat-file", "--batch-all-objects", "--unordered",
                                      "--batch-check=%(objectname) %(objecttype)"}));
  std::vector<datasets::ObjectId> ids;
  std::size_t objects = 0;
  for (std::string id, type; lines >> id >> type; ++objects) {
    if (type == "blob") ids.push_back({id});
  }
  write_list(place / "packed", ids);
  std::sort(ids.begin(), ids.end());
  write_list(place / "sorted", ids);
  std::printf("%s: %zu objects, %zu blobs\n", path.c_str(), objects, ids.size());
  std::vector<Reading> readings = {
      {"oyer", [&] { return read_with_oyer(path, ids, false); }, {}, {}},
      {"oyer, verify", [&] { return read_with_oyer(path, ids, true); }, {}, {}},
      {"git, order of packs", [&] { return read_with_git(path, place / "packed"); }, {}, {}},
      {"git, order of ids", [&] { return read_with_git(path, place / "sorted"); }, {}, {}},
  };
  if (!with_git) readings.resize(2);
  for (int round = 0; round < rounds; ++round) {
    for (Reading& reading : readings) {
      const double before = cpu_seconds();
      const auto start = std::chrono::steady_clock::now();
      reading.bytes = reading.read();
      reading.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
      reading.cpu.push_back(cpu_seconds() - before);
    }
  }
  const double oyer = median(readings[0].cpu);
  const double bytes = static_cast<double>(readings[0].bytes);
  std::printf("%-22s %10s %12s %16s %20s\n", "", "seconds", "CPU seconds", "MB/CPU second", "CPU time, oyer = 1");
  for (const Reading& reading : readings) {
    const double cpu = median(reading.cpu);
    std::printf("%-22s %10.2f %12.2f %16.0f %20.2f\n", reading.name.c_str(), median(reading.seconds), cpu,
                bytes / cpu / 1e6, cpu / oyer);
  }
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("median of %d turns; this process had at most %ld MB in memory\n", rounds, usage.ru_maxrss / 1024);
}

}  // namespace
}  // namespace oyer::bench

int main(int argc, char** argv) {
  namespace bench = oyer::bench;
  bench::fs::path repository;
  int rounds = 5;
  std::uint64_t commits = 20'000, lines = 800;
  bool with_git = true;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string word = argv[i];
    if (word == "--repo") repository = argv[i + 1];
    if (word == "--rounds") rounds = std::max(1, std::atoi(argv[i + 1]));
    if (word == "--git") with_git = std::string_view(argv[i + 1]) != "no";
    if (word == "--lines") lines = static_cast<std::uint64_t>(std::max(1, std::atoi(argv[i + 1])));
    if (word == "--commits") commits = static_cast<std::uint64_t>(std::max(1, std::atoi(argv[i + 1])));
  }
  std::string place = (bench::fs::temp_directory_path() / "oyer-git-bench-XXXXXX").string();
  if (::mkdtemp(place.data()) == nullptr) bench::give_up("no temporary folder");
  if (repository.empty()) {
    bench::make_repository(place, commits, lines);
    repository = bench::fs::path(place) / "made.git";
  }
  bench::compare(repository, place, rounds, with_git);
  std::error_code ignored;
  bench::fs::remove_all(place, ignored);
}
