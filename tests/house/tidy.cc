#include "tests/house/tidy.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace oyer::house {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Where `word` stands in `line` with no letter, digit or underscore before it; npos if nowhere.
std::size_t find_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const char behind = at + word.size() < line.size() ? line[at + word.size()] : ' ';
    if ((at == 0 || !is_word(line[at - 1])) && !(is_word(word.back()) && is_word(behind))) return at;
  }
  return std::string_view::npos;
}

// Text that is compared byte for byte, or that is hostile on purpose, is data and not prose or code of ours.
bool is_data(std::string_view path) {
  return path.find("/corpus/") != std::string_view::npos || path.find("/golden/") != std::string_view::npos ||
         ends_with_any(path, {".jsonl", ".gz", ".svg", ".json", ".golden"});
}

bool is_hostile(std::string_view path) { return path.starts_with("tests/hostile/"); }

struct Ban {
  std::string_view word;
  std::string_view remedy;
};

constexpr Ban banned_in_cpp[] = {
    {"system(", "starts a shell; use the sandbox or posix_spawn"},
    {"popen(", "starts a shell; use the sandbox or posix_spawn"},
    {"std::regex", "recurses on foreign text; match by hand or with RE2"},
    {"std::wregex", "recurses on foreign text; match by hand or with RE2"},
    {"strcpy(", "knows no bound"},
    {"strcat(", "knows no bound"},
    {"sprintf(", "knows no bound; use snprintf"},
    {"gets(", "knows no bound"},
    {"tmpnam(", "races; use mkstemp or memfd_create"},
};

constexpr Ban banned_in_python[] = {
    {"os.system(", "starts a shell"},
    {"shell=True", "starts a shell"},
    {"pickle.loads(", "executes what it reads"},
    {"pickle.load(", "executes what it reads"},
};

// Split so that this file does not find itself.
const std::string promises[] = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X"};
const std::string copyright = std::string("Copy") + "right";
const std::string registries[] = {std::string("pypi") + ".org", std::string("registry.npm") + "js",
                                  std::string("pythonhosted") + ".org", std::string("--index") + "-url"};

class Inspection {
 public:
  explicit Inspection(const Tree& tree) : tree_(tree) {}

  std::vector<std::string> run() {
    for (const File& file : tree_.files) {
      file_ = &file;
      check_size_and_bytes();
      if (file.text.find('\0') != std::string::npos) continue;
      check_addresses();
      if (is_data(file.path)) continue;
      check_prose();
      if (is_cpp(file.path)) check_cpp();
      if (file.path.ends_with(".py") && !is_hostile(file.path)) check_python();
      if (file.path.ends_with(".md")) check_links();
    }
    std::sort(findings_.begin(), findings_.end());
    return findings_;
  }

 private:
  void found(std::size_t line, std::string_view message) { findings_.push_back(at(file_->path, line, message)); }

  void check_size_and_bytes() {
    const std::string_view path = file_->path;
    if (file_->text.size() > largest_file) found(1, "larger than 256 KiB; is this ours?");
    for (const std::string_view folder : {"third_party/", "vendor/", "node_modules/", "external/"}) {
      if (path.starts_with(folder) || path.find("/" + std::string(folder)) != std::string_view::npos) {
        found(1, "vendored sources do not belong here; fetch them pinned");
      }
    }
    const bool binary = file_->text.find('\0') != std::string::npos;
    if (binary && !is_data(path)) found(1, "binary file; is this ours?");
  }

  // Applies to data as well: a lock file or a list must never say where its things are downloaded from.
  void check_addresses() {
    const std::string_view name = std::string_view(file_->path).substr(file_->path.rfind('/') + 1);
    const bool lock = name.find("lock") != std::string_view::npos || name.starts_with("requirements");
    const auto lines = lines_of(file_->text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lock && lines[i].find("://") != std::string_view::npos) found(i + 1, "a download address in a lock file");
      for (const std::string& registry : registries) {
        if (lines[i].find(registry) != std::string_view::npos) found(i + 1, "names the registry " + registry);
      }
      if (names_this_machine(lines[i])) found(i + 1, "a path of this machine");
    }
  }

  // A checkout directly below "/" has a name too short to be told from words.
  bool names_this_machine(std::string_view line) const {
    const std::string root = tree_.root.string() + "/";
    if (std::count(root.begin(), root.end(), '/') > 2 && line.find(root) != std::string_view::npos) return true;
    const std::size_t home = line.find("/home/");
    return home != std::string_view::npos && home + 6 < line.size() && is_word(line[home + 6]) &&
           !line.substr(home).starts_with("/home/user");
  }

  bool has_line_limit() const {
    return is_cpp(file_->path) ||
           ends_with_any(file_->path, {".py", ".cmake", "CMakeLists.txt", ".spec", "/run", "dev"});
  }

  void check_prose() {
    const auto lines = lines_of(file_->text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (const std::string& promise : promises) {
        if (find_word(lines[i], promise) != std::string_view::npos)
          found(i + 1, promise + " is a promise; keep it or file it");
      }
      if (has_line_limit() && columns_of(lines[i]) > longest_line) {
        found(i + 1, "line of " + std::to_string(columns_of(lines[i])) + " columns; at most 120");
      }
      if (!lines[i].empty() && (lines[i].back() == ' ' || lines[i].back() == '\t') && has_line_limit()) {
        found(i + 1, "spaces at the end of the line");
      }
    }
    if (!file_->text.empty() && file_->text.back() != '\n' && has_line_limit())
      found(lines.size(), "no newline at the end");
    if (file_->path != "LICENSE" && is_cpp(file_->path) && file_->text.find(copyright) != std::string::npos) {
      found(1, "a copyright line; is this code ours?");
    }
  }

  static std::size_t columns_of(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  }

  void check_cpp() {
    const auto lines = lines_of(file_->code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (const Ban& ban : banned_in_cpp) {
        if (!is_hostile(file_->path) && find_word(lines[i], ban.word) != std::string_view::npos) {
          found(i + 1, std::string(ban.word) + " " + std::string(ban.remedy));
        }
      }
      if (file_->path.ends_with(".h") && lines[i].starts_with("using namespace")) {
        found(i + 1, "using namespace in a header");
      }
      const std::size_t skip = find_word(lines[i], "GTEST_SKIP()");
      if (skip != std::string_view::npos && lines[i].find("<<", skip) == std::string_view::npos) {
        found(i + 1, "a skip without a reason on its line");
      }
    }
    const bool guarded =
        file_->code.find("#pragma once") != std::string::npos || file_->code.find("#ifndef OYER_") != std::string::npos;
    if (file_->path.ends_with(".h") && !guarded) found(1, "neither #pragma once nor an include guard");
    for (const FunctionSpan& function : functions_of(file_->code)) {
      if (function.lines > longest_function) {
        found(function.first_line, "function of " + std::to_string(function.lines) + " lines; at most 70");
      }
    }
  }

  void check_python() {
    const auto lines = lines_of(file_->text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (const Ban& ban : banned_in_python) {
        if (find_word(lines[i], ban.word) != std::string_view::npos) {
          found(i + 1, std::string(ban.word) + " " + std::string(ban.remedy));
        }
      }
      const std::size_t indent = std::min(lines[i].find_first_not_of(' '), lines[i].size());
      if (lines[i].substr(indent).starts_with("def ")) check_python_function(lines, i, indent);
    }
  }

  // A body ends before the next line that is indented no deeper than its "def" (and is not the end of the signature).
  void check_python_function(const std::vector<std::string_view>& lines, std::size_t first, std::size_t indent) {
    std::size_t last = first;
    for (std::size_t i = first + 1; i < lines.size(); ++i) {
      const std::size_t depth = lines[i].find_first_not_of(' ');
      if (depth == std::string_view::npos) continue;
      if (depth <= indent && lines[i][depth] != ')') break;
      last = i;
    }
    const std::size_t length = last - first + 1;
    if (length > longest_function) found(first + 1, "function of " + std::to_string(length) + " lines; at most 70");
  }

  // [text](target): a target inside the checkout must be there.
  void check_links() {
    const auto lines = lines_of(file_->text);
    bool code = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].starts_with("```")) code = !code;
      for (std::size_t at = lines[i].find("]("); !code && at != std::string_view::npos;
           at = lines[i].find("](", at + 1)) {
        const std::size_t end = lines[i].find(')', at);
        if (end != std::string_view::npos) check_link(i + 1, lines[i].substr(at + 2, end - at - 2));
      }
    }
  }

  void check_link(std::size_t line, std::string_view target) {
    target = target.substr(0, target.find('#'));
    if (target.empty() || target.find("://") != std::string_view::npos) return;
    const auto folder = std::filesystem::path(file_->path).parent_path();
    std::string path = (folder / target).lexically_normal().generic_string();
    while (path.ends_with('/')) path.pop_back();
    const bool is_file = tree_.find(path) != nullptr;
    const bool is_folder = std::any_of(tree_.files.begin(), tree_.files.end(),
                                       [&](const File& file) { return file.path.starts_with(path + "/"); });
    if (!is_file && !is_folder) found(line, "link to " + path + ", which is not in the tree");
  }

  const Tree& tree_;
  const File* file_ = nullptr;
  std::vector<std::string> findings_;
};

bool has_word(std::string_view text, std::string_view word) { return find_word(text, word) != std::string_view::npos; }

enum class Block { container, function, other };

// What a brace opens, told by the code between the last ';', '{' or '}' and the brace.
Block kind_of(std::string_view head, Block around) {
  if (around != Block::container) return Block::other;
  const bool calls = head.find('(') != std::string_view::npos;
  const bool names = has_word(head, "namespace") || has_word(head, "extern");
  const bool types =
      has_word(head, "class") || has_word(head, "struct") || has_word(head, "union") || has_word(head, "enum");
  if ((names || types) && !calls) return Block::container;
  // "x = {" and "x{" are data; "f(a = 1) {" is not, so only a '=' behind the last parenthesis counts.
  const std::size_t close = head.rfind(')');
  const std::size_t equals = head.rfind('=');
  const bool data = equals != std::string_view::npos && (close == std::string_view::npos || equals > close);
  return calls && !data ? Block::function : Block::other;
}

// Walks over blanked code and keeps a stack of the braces that are open.
class BraceWalk {
 public:
  explicit BraceWalk(std::string_view code) : code_(code) {}

  std::vector<FunctionSpan> run() {
    for (; at_ < code_.size(); ++at_) {
      const char c = code_[at_];
      if (c == '\n') ++line_;
      if (!has_head_ && !std::isspace(static_cast<unsigned char>(c))) {
        has_head_ = true;
        head_line_ = line_;
      }
      if (c == '#') skip_directive();
      if (c == '{') open();
      if (c == '}') close();
      if (c == ';' || c == '#') new_head();
    }
    return std::move(functions_);
  }

 private:
  struct Open {
    Block kind;
    std::size_t first_line;
    bool keeps_head;  // braced initializer of a member or a parameter: the function's head goes on behind it
  };

  void new_head() {
    head_ = at_ + 1;
    has_head_ = false;
  }
  void skip_directive() {
    while (at_ + 1 < code_.size() && (code_[at_ + 1] != '\n' || code_[at_] == '\\')) line_ += code_[++at_] == '\n';
  }
  void open() {
    const Block around = open_.empty() ? Block::container : open_.back().kind;
    const std::string_view head = code_.substr(head_, at_ - head_);
    const bool in_parentheses = std::count(head.begin(), head.end(), '(') != std::count(head.begin(), head.end(), ')');
    const bool initializer = around == Block::container && at_ > 0 && (is_word(code_[at_ - 1]) || in_parentheses);
    const Block kind = initializer ? Block::other : kind_of(head, around);
    open_.push_back({kind, head_line_, initializer});
    if (!initializer) new_head();
  }
  void close() {
    if (open_.empty()) return;
    const Open block = open_.back();
    open_.pop_back();
    if (block.kind == Block::function) functions_.push_back({block.first_line, line_ - block.first_line + 1});
    if (!block.keeps_head) new_head();
  }

  std::string_view code_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t head_ = 0;       // where the text before the next brace starts
  std::size_t head_line_ = 1;  // the line of its first word
  bool has_head_ = false;
  std::vector<Open> open_;
  std::vector<FunctionSpan> functions_;
};

}  // namespace

std::vector<std::string> check_tidy(const Tree& tree) { return Inspection(tree).run(); }

std::vector<FunctionSpan> functions_of(std::string_view code) { return BraceWalk(code).run(); }

}  // namespace oyer::house
