// Strings that a regular expression matches, made from its structure.
//
// Reads what the rules for secrets are written in: alternatives, groups, classes, escapes, bounded and open repetition.
// Assertions are left to luck: whoever asks checks each string with the expression itself. The same seed gives the same
// string everywhere.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::datasets {

class MatchingStrings {
 public:
  MatchingStrings(std::string_view expression, std::uint64_t seed) : expression_(expression), state_(seed * 2 + 1) {}

  std::string next() {
    at_ = 0;
    return alternatives();
  }

 private:
  using Set = std::bitset<256>;

  std::uint64_t random(std::uint64_t below) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return (state_ >> 11U) % below;
  }

  bool end() const { return at_ >= expression_.size(); }
  char peek() const { return end() ? '\0' : expression_[at_]; }
  bool take(std::string_view text) {
    if (expression_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }

  // Reads all alternatives and keeps one of them.
  std::string alternatives() {
    std::vector<std::string> all(1);
    while (!end() && peek() != ')') {
      if (take("|")) {
        all.emplace_back();
      } else {
        all.back() += repeated();
      }
    }
    return all[random(all.size())];
  }

  // One atom as often as the quantifier behind it allows; open ones at most a few times more than they must.
  std::string repeated() {
    const std::size_t begin = at_;
    std::string out = atom();
    const std::size_t quantifier = at_;
    std::size_t least = 1, most = 1;
    if (take("*")) {
      least = 0, most = 4;
    } else if (take("+")) {
      most = 6;
    } else if (take("?")) {
      least = 0;
    } else if (!read_bounds(least, most)) {
      return out;
    }
    take("?");
    const std::size_t behind = at_;
    const std::size_t count = least + random(most - least + 1);
    out.clear();
    for (std::size_t i = 0; i < count; ++i) {
      at_ = begin;
      out += atom();
      if (at_ != quantifier) return out;
    }
    at_ = behind;
    return out;
  }

  bool read_bounds(std::size_t& least, std::size_t& most) {
    const std::size_t close = expression_.find('}', at_);
    if (peek() != '{' || close == std::string_view::npos) return false;
    const std::string inside(expression_.substr(at_ + 1, close - at_ - 1));
    if (inside.empty() || inside.find_first_not_of("0123456789,") != std::string::npos || inside[0] == ',')
      return false;
    const std::size_t comma = inside.find(',');
    least = std::stoul(inside);
    most = comma == std::string::npos   ? least
           : comma + 1 == inside.size() ? least + 8
                                        : std::stoul(inside.substr(comma + 1));
    at_ = close + 1;
    return true;
  }

  std::string atom() {
    if (take("(")) {
      if (take("?")) {
        while (!end() && peek() != ':' && peek() != ')' && peek() != '>') ++at_;
        if (take(")")) return "";  // flags for what follows
        ++at_;
      }
      std::string out = alternatives();
      take(")");
      return out;
    }
    if (take("^") || take("$") || take("\\b") || take("\\B") || take("\\z") || take("\\A")) return "";
    Set set;
    if (take("[")) {
      set = bracket();
    } else if (take(".")) {
      for (int c = 32; c < 127; ++c) set.set(static_cast<std::size_t>(c));
    } else {
      set = single();
    }
    return std::string(1, pick(set));
  }

  // Printable members where there are any.
  char pick(const Set& set) {
    std::string members;
    for (std::size_t c = 33; c < 127; ++c) {
      if (set[c]) members += static_cast<char>(c);
    }
    if (members.empty()) {
      for (std::size_t c = 0; c < 256; ++c) {
        if (set[c] && c != '\f' && c != '\v' && c != '\r') members += static_cast<char>(c);
      }
    }
    return members.empty() ? '?' : members[random(members.size())];
  }

  static Set range(unsigned char first, unsigned char last) {
    Set set;
    for (unsigned c = first; c <= last; ++c) set.set(c);
    return set;
  }

  // One character, escaped or not, as the set it stands for.
  Set single() {
    const char c = expression_[at_++];
    if (c != '\\' || end()) return range(static_cast<unsigned char>(c), static_cast<unsigned char>(c));
    const char letter = expression_[at_++];
    const Set word = range('a', 'z') | range('A', 'Z') | range('0', '9') | range('_', '_');
    const Set space = range(' ', ' ') | range('\t', '\n');
    switch (letter) {
      case 'w': return word;
      case 'W': return ~word;
      case 'd': return range('0', '9');
      case 'D': return ~range('0', '9');
      case 's': return space;
      case 'S': return ~(space | range('\r', '\r') | range('\f', '\f'));
      case 'n': return range('\n', '\n');
      case 'r': return range('\r', '\r');
      case 't': return range('\t', '\t');
      case 'x': {
        const auto value = static_cast<unsigned char>(std::stoul(std::string(expression_.substr(at_, 2)), nullptr, 16));
        at_ += 2;
        return range(value, value);
      }
      default: return range(static_cast<unsigned char>(letter), static_cast<unsigned char>(letter));
    }
  }

  Set bracket() {
    const bool negated = take("^");
    Set set;
    bool first = true;
    while (!end() && (peek() != ']' || first)) {
      first = false;
      if (take("[:alnum:]")) {
        set |= range('a', 'z') | range('A', 'Z') | range('0', '9');
        continue;
      }
      const Set one = single();
      if (one.count() == 1 && peek() == '-' && at_ + 1 < expression_.size() && expression_[at_ + 1] != ']') {
        ++at_;
        const Set high = single();
        set |= range(lowest(one), lowest(high));
      } else {
        set |= one;
      }
    }
    take("]");
    return negated ? ~set & range(0, 126) : set;
  }

  static unsigned char lowest(const Set& set) {
    for (std::size_t c = 0; c < 256; ++c) {
      if (set[c]) return static_cast<unsigned char>(c);
    }
    return 0;
  }

  std::string expression_;
  std::uint64_t state_;
  std::size_t at_ = 0;
};

}  // namespace oyer::datasets
