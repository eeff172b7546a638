#include "sandbox/detail/seccomp_lines.h"

#include <algorithm>
#include <set>
#include <vector>

namespace oyer::sandbox::detail {
namespace {

constexpr std::size_t kDeepest = 6;

// An object or array that is open at the scanner's position.
struct Open {
  bool object = false;
  std::string path;
  std::size_t index = 0;       // of the next element of an array
  bool expects_key = false;    // the next string of an object is a key
  std::string key;             // of the member being read
  std::set<std::string> keys;  // read so far
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  JsonLines scan() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      switch (c) {
        case '\n':
          ++line_;
          ++at_;
          break;
        case ' ':
        case '\t':
        case '\r':
        case ':': ++at_; break;
        case ',':
          separate();
          ++at_;
          break;
        case '{':
        case '[':
          begin_value();
          open(c == '{');
          ++at_;
          break;
        case '}':
        case ']':
          if (!stack_.empty()) stack_.pop_back();
          ++at_;
          break;
        case '"': string(); break;
        default:
          begin_value();
          skip_word();
          break;
      }
    }
    return std::move(found_);
  }

 private:
  void separate() {
    if (stack_.empty()) return;
    stack_.back().expects_key = stack_.back().object;
    if (!stack_.back().object) ++stack_.back().index;
  }

  std::string path_here() const {
    if (stack_.empty()) return "";
    const Open& top = stack_.back();
    return top.path + "/" + (top.object ? top.key : std::to_string(top.index));
  }

  void begin_value() {
    if (stack_.size() <= kDeepest) found_.lines.emplace(path_here(), line_);
  }

  void open(bool object) {
    Open next;
    next.object = object;
    next.expects_key = object;
    if (stack_.size() <= kDeepest) next.path = path_here();
    stack_.push_back(std::move(next));
  }

  void string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, text_.size());
    at_ = end + 1;
    if (stack_.empty() || !stack_.back().expects_key) return begin_value();
    Open& top = stack_.back();
    top.expects_key = false;
    top.key = std::string(text_.substr(begin, end - begin));
    const bool escaped = top.key.find('\\') != std::string::npos;
    const bool fresh = top.keys.insert(top.key).second;
    if ((escaped || !fresh) && !found_.suspect) found_.suspect = JsonLines::Suspect{line_, top.key, escaped};
  }

  void skip_word() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,]}").find(text_[at_]) == std::string_view::npos) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned line_ = 1;
  std::vector<Open> stack_;
  JsonLines found_;
};

}  // namespace

unsigned JsonLines::line_of(std::string_view path) const {
  for (;;) {
    if (const auto found = lines.find(path); found != lines.end()) return found->second;
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return 1;
    path = path.substr(0, slash);
  }
}

JsonLines scan_lines(std::string_view text) { return Scanner(text).scan(); }

unsigned line_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  return 1 + static_cast<unsigned>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace oyer::sandbox::detail
