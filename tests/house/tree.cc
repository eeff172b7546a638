#include "tests/house/tree.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

extern char** environ;

namespace oyer::house {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// What `git ls-files -z` prints. safe.directory: a checkout may belong to another user than the one who tests it.
std::string git_list(const std::filesystem::path& root) {
  const int output = ::memfd_create("git", 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  std::string words[] = {"git", "-c", "safe.directory=*", "-C", root.string(), "ls-files", "-z"};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  int status = ::posix_spawnp(&pid, "git", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (status == 0) ::waitpid(pid, &status, 0);
  std::string text = read("/proc/self/fd/" + std::to_string(output));
  ::close(output);
  if (status != 0 || text.empty()) throw std::runtime_error("git ls-files failed in " + root.string());
  return text;
}

// Where a C++ lexer stands while it walks over a text it blanks.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        blank_until(std::min(text_.find('\n', at_), text_.size()));
      } else if (starts("/*")) {
        blank_until(behind("*/", at_ + 2));
      } else if (starts("R\"") && !continues_word()) {
        raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !continues_word())) {
        literal(text_[at_]);
      } else {
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  bool starts(std::string_view word) const { return text_.substr(at_, word.size()) == word; }
  // A quote behind a letter or digit is a digit separator or belongs to a prefix that has been passed.
  bool continues_word() const { return at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0; }
  std::size_t behind(std::string_view word, std::size_t from) const {
    const std::size_t found = text_.find(word, from);
    return found == std::string_view::npos ? text_.size() : found + word.size();
  }
  void blank_until(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') out_[at_] = ' ';
    }
  }
  void raw_string() {
    const std::size_t open = std::min(text_.find('(', at_), text_.size());
    const std::string closing = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    blank_until(behind(closing, open));
  }
  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    ++at_;
    blank_until(end);
    at_ = std::min(end + 1, text_.size());
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
};

std::vector<Include> includes_of(const File& file) {
  std::vector<Include> includes;
  const auto raw = lines_of(file.text);
  const auto code = lines_of(file.code);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    // The code line tells that this is no comment or literal; the raw line still has the path.
    std::size_t start = code[i].find_first_not_of(" \t");
    if (start == std::string_view::npos || code[i][start] != '#') continue;
    start = code[i].find_first_not_of(" \t", start + 1);
    if (start == std::string_view::npos || code[i].substr(start, 7) != "include") continue;
    const std::size_t open = raw[i].find_first_of("\"<", start);
    if (open == std::string_view::npos) continue;
    const bool angle = raw[i][open] == '<';
    const std::size_t close = raw[i].find(angle ? '>' : '"', open + 1);
    if (close == std::string_view::npos) continue;
    includes.push_back({std::string(raw[i].substr(open + 1, close - open - 1)), angle, i + 1});
  }
  return includes;
}

File load(const std::filesystem::path& root, const std::string& path) {
  File file{path, read(root / path), {}, {}};
  if (!is_cpp(path)) return file;
  file.code = blank_comments_and_literals(file.text);
  file.includes = includes_of(file);
  return file;
}

Tree load_all(const std::filesystem::path& root, std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  Tree tree{root, {}};
  for (const std::string& path : paths) tree.files.push_back(load(root, path));
  return tree;
}

}  // namespace

const File* Tree::find(std::string_view path) const {
  const auto found = std::lower_bound(files.begin(), files.end(), path,
                                      [](const File& file, std::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

Tree tracked_tree(const std::filesystem::path& root) {
  const std::string list = git_list(root);
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = list.find('\0', begin);
    const std::string path = list.substr(begin, end - begin);
    begin = end + 1;
    // A file that is deleted but not yet committed is still listed.
    const bool is_there = std::filesystem::is_regular_file(root / path);
    if (is_there && !path.starts_with("tests/house/fixtures/")) paths.push_back(path);
  }
  return load_all(root, std::move(paths));
}

Tree planted_tree(const std::filesystem::path& root) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) paths.push_back(std::filesystem::relative(entry.path(), root).generic_string());
  }
  return load_all(root, std::move(paths));
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

bool is_cpp(std::string_view path) { return ends_with_any(path, {".cc", ".h", ".c"}); }

std::string_view top_folder(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string blank_comments_and_literals(std::string_view text) { return Blanker(text).run(); }

std::string at(std::string_view path, std::size_t line, std::string_view message) {
  return std::string(path) + ":" + std::to_string(line) + ": " + std::string(message);
}

}  // namespace oyer::house
