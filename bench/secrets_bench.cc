// Finding secrets: our Detector over the files of some folders, as MB/s of one core, beside what other scanners take
// for the same files (bench/secrets_bench.py runs them turn by turn).
//
//   secrets_bench [--list FINDINGS.jsonl] [--rounds N] FOLDER...
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "datasets/corpus/redact.h"

namespace {

using namespace oyer;

struct File {
  std::string path, text;
};

// Regular text files below a folder in the order of their paths, of at most 1 MiB.
std::vector<File> files_below(const std::filesystem::path& folder) {
  std::vector<File> files;
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied)) {
    if (!entry.is_regular_file() || entry.is_symlink() || entry.file_size() > (1U << 20U)) continue;
    auto text = read_file(entry.path());
    if (!text.has_value() || text->find('\0') != std::string::npos || !is_utf8(*text)) continue;
    files.push_back({entry.path().lexically_relative(folder).string(), std::move(*text)});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Options {
  std::string list;
  int rounds = 5;
  std::vector<std::string> folders;
};

Options read_options(int count, char** arguments) {
  Options options;
  for (int at = 1; at < count; ++at) {
    const std::string argument = arguments[at];
    if (argument == "--list" && at + 1 < count) {
      options.list = arguments[++at];
    } else if (argument == "--rounds" && at + 1 < count) {
      options.rounds = std::atoi(arguments[++at]);
    } else {
      options.folders.push_back(argument);
    }
  }
  if (options.folders.empty()) options.folders = {"/usr/lib/python3.11", "/usr/include"};
  return options;
}

json::object row_of(const File& file, const datasets::Finding& finding) {
  json::object row;
  row["path"] = file.path;
  row["line"] = std::count(file.text.begin(), file.text.begin() + finding.begin, '\n') + 1;
  row["class"] = datasets::name_of(finding.kind);
  row["rule"] = finding.rule;
  row["text"] = file.text.substr(finding.begin, finding.end - finding.begin);
  return row;
}

}  // namespace

int main(int count, char** arguments) {
  const Options options = read_options(count, arguments);
  const double before_open = cpu_seconds();
  const auto all = datasets::Detector::open();
  const auto secrets = datasets::Detector::open({.mails = false, .addresses = false, .names = false});
  if (!all.has_value() || !secrets.has_value()) return 1;
  std::printf("opening a detector: %.2f s\n", (cpu_seconds() - before_open) / 2);
  std::string listing;
  for (const std::string& folder : options.folders) {
    const std::vector<File> files = files_below(folder);
    double bytes = 0;
    for (const File& file : files) bytes += static_cast<double>(file.text.size());
    std::vector<double> of_all, of_secrets;
    std::map<std::string, int> counts;
    for (int round = 0; round < options.rounds; ++round) {
      const double first = cpu_seconds();
      for (const File& file : files) {
        for (const auto& finding : all->find(file.text, file.path)) {
          if (round > 0) continue;
          ++counts[finding.rule];
          listing += json::print(row_of(file, finding)) + "\n";
        }
      }
      const double second = cpu_seconds();
      for (const File& file : files) secrets->find(file.text, file.path);
      of_all.push_back(bytes / 1e6 / (second - first));
      of_secrets.push_back(bytes / 1e6 / (cpu_seconds() - second));
    }
    std::printf("%s: %zu files, %.1f MB; all classes %.0f MB/s, secrets alone %.0f MB/s\n", folder.c_str(),
                files.size(), bytes / 1e6, median(of_all), median(of_secrets));
    for (const auto& [rule, found] : counts) std::printf("  %-40s %d\n", rule.c_str(), found);
  }
  if (!options.list.empty() && !write_file(options.list, listing).has_value()) return 1;
}
