#include "runners/diagnostics.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/utf8.h"

namespace oyer::runners {

namespace {

constexpr std::size_t most_errors = 10;
constexpr std::size_t longest_line = 480;  // bytes; one line of a deep template can be megabytes
constexpr std::size_t shown_lines = 3;     // source line, carets, suggestion

enum class Kind { error, warning, note, scope, shown, required, chain, other };

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

std::string_view trim_left(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

// "    3 | int x", "      |     ^~~": the source as GCC shows it.
bool is_shown(std::string_view line) {
  if (line.empty() || line[0] != ' ') return false;
  std::string_view rest = trim_left(line);
  rest = rest.substr(std::min(rest.find_first_not_of("0123456789"), rest.size()));
  rest = trim_left(rest);
  // Fix-its of GCC: "  +++ |+#include <vector>".
  if (starts_with(rest, "+++ |")) return true;
  return starts_with(rest, "|");
}

// What stands before ": error: " and its like is a place or the name of a program: no blank, no quote in it.
bool is_place(std::string_view prefix) {
  if (starts_with(prefix, "{standard input}")) prefix.remove_prefix(std::string_view("{standard input}").size());
  return prefix.find_first_of(" \t'`") == std::string_view::npos;
}

bool has_mark(std::string_view line, std::string_view mark) {
  const std::size_t at = line.find(mark);
  return at != std::string_view::npos && is_place(line.substr(0, at));
}

Kind kind_of(std::string_view line) {
  if (is_shown(line)) return Kind::shown;
  if (starts_with(line, "In file included from ") || starts_with(line, "                 from ")) return Kind::chain;
  if (has_mark(line, ": note: ")) return Kind::note;
  if (has_mark(line, ": warning: ") || has_mark(line, ": Warning: ")) return Kind::warning;
  for (const std::string_view mark : {": error: ", ": fatal error: ", ": internal compiler error: ", ": Error: ",
                                      ": Fatal error: ", ": sorry, unimplemented: "}) {
    if (has_mark(line, mark)) return Kind::error;
  }
  for (const std::string_view part :
       {"undefined reference to ", "multiple definition of ", ": cannot find ", "out of memory allocating ",
        "relocation truncated to fit", "ld: final link", "virtual memory exhausted", "No space left on device"}) {
    if (contains(line, part)) return Kind::error;
  }
  if (contains(line, "required from here") || contains(line, ":   required from ")) return Kind::required;
  if (contains(line, ": In ") || contains(line, ": At ") || contains(line, ": in function ")) return Kind::scope;
  return Kind::other;
}

bool is_path_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-' || c == '+' || c == '/';
}

// The compiler's own temporary object: "ccAbC123.o", whose name is another each time.
bool is_random_object(std::string_view name) {
  return name.size() == 10 && starts_with(name, "cc") && name.substr(8) == ".o";
}

// Every absolute path becomes its last component.
std::string without_paths(std::string_view line, std::string_view object) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const bool begins = line[at] == '/' && (at == 0 || !is_path_byte(line[at - 1]));
    if (!begins) {
      out += line[at++];
      continue;
    }
    std::size_t end = at;
    while (end < line.size() && is_path_byte(line[end])) ++end;
    std::string_view path = line.substr(at, end - at);
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    std::string_view last = path.substr(path.rfind('/') + 1);
    // A lone stroke (division, an operator's name) is no path.
    if (path.find('/', 1) == std::string_view::npos) last = path;
    out += is_random_object(last) ? object : last;
    at = end;
  }
  return out;
}

// UTF-8 without control characters, cut to `most` bytes at a character; a cut adds " ...".
std::string clean(std::string_view line, std::size_t most) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = utf8_sequence(line, at);
    const auto byte = static_cast<unsigned char>(line[at]);
    // C1 controls are two bytes, C2 80 to C2 9F; terminals obey some of them.
    const bool control = (length == 1 && (byte < 0x20U || byte == 0x7fU) && byte != '\t') ||
                         (length == 2 && byte == 0xc2U && static_cast<unsigned char>(line[at + 1]) < 0xa0U);
    const std::string_view piece = length == 0 || control ? std::string_view("\uFFFD") : line.substr(at, length);
    if (out.size() + piece.size() > most) return out + (most > 0 ? " ..." : "");
    out += piece;
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

struct Line {
  std::string_view text;
  Kind kind = Kind::other;
};

// At most this many lines are looked at: an output of gigabytes was cut before, but may still be long.
constexpr std::size_t most_lines = 200'000;

std::vector<Line> lines_of(std::string_view raw) {
  std::vector<Line> lines;
  while (!raw.empty() && lines.size() < most_lines) {
    const std::size_t end = std::min(raw.find('\n'), raw.size());
    std::string_view text = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (!text.empty()) lines.push_back({text, kind_of(text.substr(0, 16384))});
  }
  return lines;
}

struct Left {
  std::size_t errors = 0, warnings = 0, notes = 0;
  std::string text() const {
    std::string all;
    const auto add = [&](std::size_t count, const char* one, const char* many) {
      if (count == 0) return;
      all += (all.empty() ? "" : ", ") + std::to_string(count) + " " + (count == 1 ? one : many);
    };
    add(errors, "further error", "further errors");
    add(warnings, "warning", "warnings");
    add(notes, "note", "notes");
    return all.empty() ? all : "[" + all + " left out]\n";
  }
};

class Trimmer {
 public:
  Trimmer(std::string_view file_name, std::size_t most) : file_(file_name), most_(most) {
    object_ = std::string(file_.substr(0, file_.rfind('.'))) + ".o";
  }

  std::string trim(std::string_view raw) {
    const std::vector<Line> lines = lines_of(raw);
    std::vector<std::string_view> pending;  // scope and "required from": they stand before the error they belong to
    Left left;
    std::size_t errors = 0;
    std::string_view last;
    for (std::size_t at = 0; at < lines.size(); ++at) {
      const Line& line = lines[at];
      if (line.kind == Kind::warning) ++left.warnings;
      if (line.kind == Kind::note) ++left.notes;
      if (line.kind == Kind::scope) pending.assign(1, line.text);
      if (line.kind == Kind::required && pending.size() < 4) pending.push_back(line.text);
      if (line.kind == Kind::warning) pending.clear();
      if (line.kind != Kind::error) continue;
      // A parser that cannot find its way says the same over and over.
      const bool again = errors > 0 && line.text == last;
      last = line.text;
      if (again || errors >= most_errors || !add_error(lines, at, pending))
        ++left.errors;
      else
        ++errors;
      pending.clear();
    }
    if (errors == 0) add_first(lines);
    append_within(left.text());
    return std::move(out_);
  }

 private:
  // Room is kept for the last line, and for the mark of a cut line.
  static constexpr std::size_t reserve = 96;

  std::string written(std::string_view line, bool own_source) const {
    std::string text(line.substr(0, 4 * longest_line));
    if (!own_source) text = without_paths(text, object_);
    if (starts_with(text, "{standard input}"))
      text.replace(0, std::string_view("{standard input}").size(), "assembler");
    return clean(text, longest_line) + "\n";
  }

  bool is_own(std::string_view line) const { return starts_with(line, file_); }

  bool add_error(const std::vector<Line>& lines, std::size_t at, const std::vector<std::string_view>& pending) {
    std::string block;
    for (const std::string_view line : pending) {
      // Of a chain of instantiations only the places in the candidate's own file help.
      if (is_own(line) || pending.size() == 1) block += written(line, false);
    }
    block += written(lines[at].text, false);
    if (is_own(lines[at].text)) {
      for (std::size_t next = at + 1; next < lines.size() && next <= at + shown_lines; ++next) {
        if (lines[next].kind != Kind::shown) break;
        block += written(lines[next].text, true);
      }
    }
    if (out_.size() + block.size() + reserve > most_) {
      if (!out_.empty()) return false;
      block = clean(written(lines[at].text, false), most_ > reserve ? most_ - reserve : 0);
      if (!block.empty() && block.back() != '\n') block += '\n';
    }
    return append_within(block);
  }

  void add_first(const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      const std::string text = written(line.text, line.kind == Kind::shown);
      if (out_.size() + text.size() + reserve > most_) return;
      out_ += text;
    }
  }

  bool append_within(const std::string& text) {
    if (out_.size() + text.size() > most_) return false;
    out_ += text;
    return true;
  }

  std::string_view file_;
  std::string object_;
  std::size_t most_;
  std::string out_;
};

}  // namespace

std::string trim_diagnostics(std::string_view raw, std::string_view file_name, std::size_t most) {
  return Trimmer(file_name, most).trim(raw);
}

}  // namespace oyer::runners
