#include "datasets/detail/html_text.h"

#include <algorithm>
#include <array>
#include <string>

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view white = " \t\r\n\f\v";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_name(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '#'; }

bool same_ignoring_case(std::string_view text, std::string_view name) {
  return text.size() >= name.size() &&
         std::equal(name.begin(), name.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

class Reader {
 public:
  explicit Reader(std::string_view html) : html_(html) {}

  std::uint64_t run() {
    while (at_ < html_.size()) {
      if (html_[at_] == '<' && skip_markup()) continue;
      take_character();
    }
    return count_;
  }

 private:
  std::string_view rest() const { return html_.substr(at_); }
  void go_behind(std::string_view mark, std::size_t from) {
    const std::size_t found = html_.find(mark, from);
    at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
  }

  // False for a '<' that begins nothing.
  bool skip_markup() {
    if (rest().starts_with("<!--")) {
      go_behind("-->", at_ + 4);
      return true;
    }
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if (!(lower(next) >= 'a' && lower(next) <= 'z') && next != '/' && next != '!' && next != '?') return false;
    const std::size_t tag = at_ + 1;
    go_behind(">", at_);
    for (const std::string_view name : {"script", "style", "template"}) {
      const std::string_view text = html_.substr(tag);
      if (same_ignoring_case(text, name) && text.size() > name.size() && !is_name(text[name.size()])) skip_to_end(name);
    }
    return true;
  }

  void skip_to_end(std::string_view name) {
    while (at_ < html_.size()) {
      go_behind("</", at_);
      if (same_ignoring_case(rest(), name)) return go_behind(">", at_);
    }
  }

  void take_character() {
    const char c = html_[at_];
    if (white.find(c) != std::string_view::npos) {
      gap_ = count_ > 0;
      ++at_;
      return;
    }
    // Continuation bytes belong to a character that was counted.
    if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
      count_ += gap_ ? 2 : 1;
      gap_ = false;
    }
    at_ += c == '&' ? reference() : 1;
  }

  // The length of "&name;", or 1 for a lone ampersand.
  std::size_t reference() const {
    std::size_t end = at_ + 1;
    while (end < html_.size() && end - at_ < 32 && is_name(html_[end])) ++end;
    return end > at_ + 1 && end < html_.size() && html_[end] == ';' ? end + 1 - at_ : 1;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::uint64_t count_ = 0;
  bool gap_ = false;  // white space since the last character
};

}  // namespace

std::uint64_t visible_characters(std::string_view html) { return Reader(html).run(); }

}  // namespace oyer::datasets::detail
