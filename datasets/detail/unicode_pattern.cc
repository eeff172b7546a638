#include "datasets/detail/unicode_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view kSpaces = R"(\t-\r \x{85}\p{Z})";  // Unicode's White_Space
constexpr std::string_view kTail = R"(\s+(?!\S)|\s+)";

// One expression from Oniguruma's way of writing into RE2's.
class Translation {
 public:
  explicit Translation(std::string_view expression) : rest_(expression) {}

  Result<std::string> run() {
    while (!rest_.empty() && problem_.empty()) step();
    if (in_class_ && problem_.empty()) problem_ = "a class without its end";
    if (!problem_.empty()) return fail(unsupported(problem_));
    return std::move(out_);
  }

 private:
  void step() {
    const char c = rest_.front();
    if (c == '\\') return escape();
    rest_.remove_prefix(1);
    if (in_class_) {
      if (c == '[' || (c == '&' && rest_.starts_with('&'))) problem_ = "a class within a class";
      in_class_ = c != ']';
      out_ += c;
      return;
    }
    if (c == '(' && rest_.starts_with('?') && !rest_.starts_with("?:") && !rest_.starts_with("?i:"))
      problem_ = "the group '(" + std::string(rest_.substr(0, 3)) + "'";
    const bool repeats = c == '+' || c == '*' || c == '?' || c == '}';
    if (repeats && (rest_.starts_with('+') || rest_.starts_with('?'))) problem_ = "repetition that is not greedy";
    if (c == '[')
      begin_class();
    else if (c == '$' || c == '^')
      out_ += c == '$' ? "(?m:$)" : "(?m:^)";
    else
      out_ += c;
  }

  // A ']' that comes first stands for itself.
  void begin_class() {
    in_class_ = true;
    out_ += '[';
    if (rest_.starts_with('^')) {
      out_ += '^';
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with(']')) problem_ = "a class that begins with ']'";
  }

  void escape() {
    if (rest_.size() < 2) {
      problem_ = "a backslash at the end";
      return;
    }
    const char c = rest_[1];
    std::size_t length = 2;
    constexpr std::string_view plain = "rntfv";
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (c == 's') {
      out_ += in_class_ ? std::string(kSpaces) : "[" + std::string(kSpaces) + "]";
    } else if ((c == 'p' || c == 'P') && rest_.size() > 2 && rest_[2] == '{') {
      length = std::min(rest_.find('}'), rest_.size() - 1) + 1;
      out_ += rest_.substr(0, length);
    } else if (!is_word || plain.find(c) != std::string_view::npos) {
      out_ += rest_.substr(0, length);
    } else {
      problem_ = std::string("'\\") + c + "'";
    }
    rest_.remove_prefix(length);
  }

  std::string_view rest_;
  std::string out_, problem_;
  bool in_class_ = false;
};

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(64 << 20);
  return options;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct UnicodePattern::State {
  State(const std::string& expression, bool with_tail) : regex(expression, options()), has_tail(with_tail) {}
  re2::RE2 regex;
  bool has_tail;  // group 1 is the white space that gives up its last character
};

UnicodePattern::UnicodePattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
UnicodePattern::UnicodePattern(UnicodePattern&&) noexcept = default;
UnicodePattern& UnicodePattern::operator=(UnicodePattern&&) noexcept = default;
UnicodePattern::~UnicodePattern() = default;

Result<UnicodePattern> UnicodePattern::compile(std::string_view expression) {
  std::string_view head = expression;
  const bool has_tail = head.ends_with(kTail);
  if (has_tail) head.remove_suffix(kTail.size());
  auto translated = Translation(head).run();
  if (!translated.has_value()) return fail(std::move(translated).error());
  std::string whole = *std::move(translated);
  if (has_tail) whole += "([" + std::string(kSpaces) + "]+)";
  // A group of its own would be mistaken for the tail's; so far no tokenizer has one.
  auto state = std::make_unique<State>(whole, has_tail);
  if (!state->regex.ok()) return fail(unsupported("'" + whole + "': " + state->regex.error()));
  // Its matches of nothing would hide those behind them. It has no assertion that does not hold in an empty text.
  if (re2::RE2::FullMatch("", state->regex)) return fail(unsupported("'" + whole + "', which matches the empty text"));
  if (state->regex.NumberOfCapturingGroups() != (has_tail ? 1 : 0)) return fail(unsupported("a group that captures"));
  return UnicodePattern(std::move(state));
}

Result<UnicodePattern> UnicodePattern::compile_words(std::span<const std::string> words) {
  std::vector<std::string> sorted(words.begin(), words.end());
  std::sort(sorted.begin(), sorted.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  std::string whole;
  for (const std::string& word : sorted) whole += (whole.empty() ? "" : "|") + re2::RE2::QuoteMeta(piece(word));
  if (whole.empty()) whole = "[^\\x{0}-\\x{10FFFF}]";
  auto state = std::make_unique<State>(whole, false);
  if (!state->regex.ok()) return fail(unsupported("the words: " + state->regex.error()));
  return UnicodePattern(std::move(state));
}

bool UnicodePattern::find(std::string_view text, std::size_t from, Match& match) const {
  re2::StringPiece groups[2];
  const int wanted = state_->has_tail ? 2 : 1;
  if (!state_->regex.Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, groups, wanted)) return false;
  match.begin = static_cast<std::size_t>(groups[0].data() - text.data());
  match.end = match.begin + groups[0].size();
  OYER_CHECK(match.begin < match.end);
  if (!state_->has_tail || groups[1].data() == nullptr || match.end == text.size()) return true;
  std::size_t last = match.end - 1;
  while (last > match.begin && (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80) --last;
  if (last > match.begin) match.end = last;
  return true;
}

}  // namespace oyer::datasets::detail
