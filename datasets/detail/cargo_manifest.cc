#include "datasets/detail/cargo_manifest.h"

#include <algorithm>
#include <functional>

namespace oyer::datasets::detail {
namespace {

using Path = std::vector<std::string>;
using Visit = std::function<void(const Path& key, const std::string& value)>;

constexpr int kMostDepth = 16;  // tables in tables

bool is_bare(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Reads from the front on and calls with every key that has a string or a word for its value, in the order of the
// text; elements of arrays have the array's key, those of [[tables]] a number that rises behind it.
class Reader {
 public:
  Reader(std::string_view text, const Visit& visit) : text_(text), visit_(visit) {}

  void run() {
    std::map<Path, int> counts;
    Path table;
    while (skip(" \t\r\n"), at_ < text_.size()) {
      if (peek() != '[') {
        pair(table, 0);
        skip_line();
        continue;
      }
      ++at_;
      const bool many = peek() == '[';
      if (many) ++at_;
      table = key();
      if (many && !table.empty()) {
        const int count = counts[table]++;
        table.push_back(std::to_string(count));
      }
      visit_(table, {});
      skip_line();
    }
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip(std::string_view blanks) {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
      if (peek() != '#' || blanks.find('\n') == std::string_view::npos) return;
      skip_line();
    }
  }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  std::string quoted() {
    const char quote = text_[at_];
    const bool is_long = text_.substr(at_, 3) == std::string(3, quote);
    const std::string_view close = text_.substr(at_, is_long ? 3 : 1);
    at_ += close.size();
    const auto end = std::min(text_.find(close, at_), text_.size());
    std::string value(text_.substr(at_, end - at_));
    at_ = std::min(end + close.size(), text_.size());
    return value;
  }

  Path key() {
    Path path;
    for (;;) {
      skip(" \t");
      if (peek() == '"' || peek() == '\'') {
        path.push_back(quoted());
      } else {
        const auto begin = at_;
        while (is_bare(peek())) ++at_;
        if (at_ == begin) return path;
        path.emplace_back(text_.substr(begin, at_ - begin));
      }
      skip(" \t");
      if (peek() != '.') return path;
      ++at_;
    }
  }

  void pair(const Path& table, int depth) {
    Path path = table;
    for (std::string& part : key()) path.push_back(std::move(part));
    skip(" \t");
    if (peek() != '=' || path.size() == table.size()) return;
    ++at_;
    skip(" \t");
    value(path, depth);
  }

  void value(const Path& path, int depth) {
    const char c = peek();
    if (c == '"' || c == '\'') return visit_(path, quoted());
    if ((c == '[' || c == '{') && depth < kMostDepth) return several(path, c, depth);
    const auto end = std::min(text_.find_first_of(",]}#\r\n", at_), text_.size());
    std::string word(text_.substr(at_, end - at_));
    while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.pop_back();
    at_ = end;
    visit_(path, word);
  }

  void several(const Path& path, char open, int depth) {
    ++at_;
    for (;;) {
      skip(" \t\r\n,");
      if (peek() == ']' || peek() == '}' || peek() == '\0') break;
      const auto before = at_;
      if (open == '[') {
        value(path, depth + 1);
      } else {
        pair(path, depth + 1);
      }
      if (at_ == before) ++at_;
    }
    if (at_ < text_.size()) ++at_;
  }

  std::string_view text_;
  const Visit& visit_;
  std::size_t at_ = 0;
};

bool is_dependencies(std::string_view word) noexcept {
  return word == "dependencies" || word == "dev-dependencies" || word == "build-dependencies";
}

// What is behind "dependencies.name" in a key.
void depend(std::map<std::string, CargoDependency>& dependencies, const Path& key, std::size_t at,
            const std::string& value) {
  if (at >= key.size()) return;
  CargoDependency& one = dependencies[crate_name(key[at])];
  if (at + 1 >= key.size()) return;
  if (key[at + 1] == "path") one.path = value;
  if (key[at + 1] == "package") one.package = value;
  if (key[at + 1] == "workspace") one.workspace = value == "true";
}

void take_target(CargoTarget& target, const std::string& key, const std::string& value) {
  if (key == "name") target.name = value;
  if (key == "path") target.path = value;
}

}  // namespace

std::string crate_name(std::string_view package) {
  std::string name(package);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

CargoManifest read_cargo_manifest(std::string_view folder, std::string_view text) {
  CargoManifest manifest;
  manifest.folder = folder;
  std::map<Path, std::size_t> programs;
  const Visit visit = [&](const Path& key, const std::string& value) {
    if (key.empty()) return;
    const std::string& table = key[0];
    const std::string second = key.size() > 1 ? key[1] : std::string();
    if (table == "package" || table == "project") {
      if (second == "name") manifest.package = value;
      if (second == "build") manifest.build = value;
      if (second == "edition") manifest.edition = key.size() > 2 ? "workspace" : value;
    } else if (table == "lib" && key.size() == 2) {
      take_target(manifest.library, second, value);
    } else if ((table == "bin" || table == "example" || table == "test" || table == "bench") && key.size() == 3) {
      const auto [at, is_new] = programs.try_emplace({table, second}, manifest.programs.size());
      if (is_new) manifest.programs.emplace_back();
      take_target(manifest.programs[at->second], key[2], value);
    } else if (table == "workspace") {
      manifest.is_workspace = true;
      if (second == "dependencies") depend(manifest.shared_dependencies, key, 2, value);
      if (second == "package" && key.size() == 3 && key[2] == "edition") manifest.workspace_edition = value;
    } else if (is_dependencies(table)) {
      depend(manifest.dependencies, key, 1, value);
    } else if (table == "target" && key.size() > 2 && is_dependencies(key[2])) {
      depend(manifest.dependencies, key, 3, value);
    } else if (table == "patch") {
      depend(manifest.patches, key, 2, value);
    }
  };
  Reader(text, visit).run();
  if (manifest.edition.empty()) manifest.edition = "2015";
  return manifest;
}

}  // namespace oyer::datasets::detail
