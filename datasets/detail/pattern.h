// Pattern: one regular expression over bytes, in linear time (RE2). The only door to RE2 in this room's corpus.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace oyer::datasets::detail {

class Pattern {
 public:
  // bug names the expression and what is wrong with it.
  static Result<Pattern> compile(std::string_view expression);
  // Matches where one of them does. Of none: never.
  static Result<Pattern> compile_any(std::span<const std::string_view> expressions);
  // The same, compiled when it is first asked: most rules of a table never are. A test has seen that they all compile;
  // one that does not would never match.
  static Pattern later(std::string_view expression);
  static Pattern later_any(std::span<const std::string_view> expressions);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // Anywhere in the text. Thread safe, as is all that follows.
  bool matches(std::string_view text) const;

  // A group that took no part is empty and begins at npos.
  struct Group {
    std::size_t begin = std::string_view::npos, end = std::string_view::npos;
    bool took_part() const { return begin != std::string_view::npos; }
    friend bool operator==(const Group&, const Group&) = default;
  };

  // The leftmost match that lies in [begin, end) of the text; assertions see what stands around it. Group 0 is the
  // whole match. False where there is none.
  bool find(std::string_view text, std::size_t begin, std::size_t end, std::vector<Group>& groups) const;

 private:
  struct State;
  explicit Pattern(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
