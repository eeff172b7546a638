#include "tests/hostile/program.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace oyer::hostile {
namespace {

using Header = std::map<std::string, std::vector<std::string>>;

const std::set<std::string> keys = {"hostile", "covers",  "shape", "task",   "with",        "form",
                                    "wall",    "options", "build", "says",   "stdin-bytes", "ending",
                                    "verdict", "reward",  "out",   "reduced"};

[[noreturn]] void wrong(const std::filesystem::path& path, const std::string& what) {
  throw std::runtime_error(path.filename().string() + ": " + what);
}

Header read_header(const std::filesystem::path& path, const std::string& text) {
  const std::string comment = path.extension() == ".py" ? "# " : "// ";
  Header header;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (line.rfind(comment, 0) != 0 || colon == std::string::npos) break;
    const std::string key = line.substr(comment.size(), colon - comment.size());
    if (!keys.contains(key)) break;
    header[key].push_back(line.substr(colon + 2));
  }
  return header;
}

std::map<std::string, double> read_rewards(const std::string& text) {
  std::map<std::string, double> rewards;
  if (text == "none") return rewards;
  std::string plain = text;
  std::replace(plain.begin(), plain.end(), ',', ' ');
  std::istringstream words(plain);
  std::string rule;
  double value = 0;
  while (words >> rule >> value) rewards[rule] = value;
  return rewards;
}

// "ending X, verdict Y, reward RULE N RULE N" laid over `base`.
Expectation read_reduced(const std::filesystem::path& path, Expectation base, const std::string& text) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t start = part.find_first_not_of(' ');
    const std::size_t blank = part.find(' ', start);
    if (start == std::string::npos || blank == std::string::npos) wrong(path, "reduced: " + text);
    const std::string key = part.substr(start, blank - start), value = part.substr(blank + 1);
    if (key == "ending")
      base.ending = value;
    else if (key == "verdict")
      base.verdict = value;
    else if (key == "reward")
      base.rewards = read_rewards(value);
    else
      wrong(path, "reduced: " + text);
  }
  return base;
}

HostileProgram read_program(const std::filesystem::path& path) {
  HostileProgram program;
  program.name = path.stem().string();
  program.path = path;
  program.text = test::bytes_of(path);
  program.header = read_header(path, program.text);
  for (const char* key : {"hostile", "covers", "shape", "ending", "verdict", "reward"}) {
    if (program.value(key).empty()) wrong(path, std::string("its first lines lack \"") + key + "\"");
  }
  if (program.is_function() == program.value("task").empty()) wrong(path, "a function, and only that, has a task");
  const std::string mark = program.name.substr(0, 3) + " ";
  if (program.value("hostile").rfind(mark, 0) != 0) wrong(path, "its mark is not its name's");
  program.strong = {program.value("ending"), program.value("verdict"), read_rewards(program.value("reward"))};
  if (program.is_function() && program.strong.rewards.size() < 2) wrong(path, "rewards by two rules are promised");
  const std::string reduced = program.value("reduced");
  program.reduced = reduced.empty() ? program.strong : read_reduced(path, program.strong, reduced);
  return program;
}

}  // namespace

std::string HostileProgram::value(const std::string& key) const {
  const auto found = header.find(key);
  return found == header.end() ? "" : found->second.front();
}

std::vector<std::string> HostileProgram::marks() const { return words_of(value("covers")); }

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::filesystem::path hostile_folder() { return std::filesystem::path(OYER_SOURCE_DIR) / "tests" / "hostile"; }

std::vector<HostileProgram> read_programs() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(hostile_folder() / "programs")) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".py" || extension == ".c" || extension == ".cc") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<HostileProgram> programs;
  for (const std::filesystem::path& path : paths) programs.push_back(read_program(path));
  return programs;
}

}  // namespace oyer::hostile
