#include "datasets/detail/leading_comments.h"

#include <algorithm>

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";
constexpr std::size_t bytes_read = 16 * 1024;
constexpr int lines_of_code_passed = 30;

struct Block {
  std::string_view open, close;
};

// A mark that opens before one that is shorter and the same so far.
constexpr Block blocks[] = {{"/*", "*/"},       {"<!--", "-->"},  {"\"\"\"", "\"\"\""}, {"'''", "'''"},
                            {"{-", "-}"},       {"(*", "*)"},     {"--[[", "]]"},       {"#=", "=#"},
                            {"=begin", "=end"}, {"=pod", "=cut"}, {"=head", "=cut"},    {"#|", "|#"},
                            {"{{/*", "*/}}"},   {"<%--", "--%>"}, {"<#--", "-->"}};

constexpr std::string_view line_marks[] = {"//",   "#",    "--", ";",  "%",     "'",   "!",  "dnl ",
                                           "rem ", "REM ", "::", "\"", ".\\\"", "@c ", "..", "*"};

std::string_view without_blanks(std::string_view line) {
  const std::size_t first = line.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

// Stars, slashes, hashes and the like before the first word.
std::string_view without_marks(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r\f\v*/#-;%!|\"'");
  return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

class Collector {
 public:
  std::string run(std::string_view text) {
    text = text.substr(0, bytes_read);
    for (std::size_t at = 0; at < text.size() && code_ < lines_of_code_passed;) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      take(without_blanks(text.substr(at, end - at)));
      at = end + 1;
    }
    return std::move(out_);
  }

 private:
  void put(std::string_view line) {
    out_ += without_marks(line);
    out_ += '\n';
  }

  void take(std::string_view line) {
    if (!close_.empty()) return take_inside(line);
    if (line.empty()) return put({});
    for (const Block& block : blocks) {
      if (!line.starts_with(block.open)) continue;
      close_ = block.close;
      return take_inside(line.substr(block.open.size()));
    }
    for (const std::string_view mark : line_marks) {
      if (line.starts_with(mark)) return put(line.substr(mark.size()));
    }
    ++code_;
  }

  void take_inside(std::string_view line) {
    const std::size_t end = line.find(close_);
    put(line.substr(0, end));
    if (end != std::string_view::npos) close_ = {};
  }

  std::string out_;
  std::string_view close_;  // of the block that is open; "" outside
  int code_ = 0;
};

}  // namespace

std::string leading_comments(std::string_view text) { return Collector().run(text); }

}  // namespace oyer::datasets::detail
