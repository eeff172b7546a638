#include "datasets/detail/code_lines.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "datasets/detail/byte_vectors.h"

namespace oyer::datasets::detail {
namespace {

constexpr bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_word(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_hex(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f'); }

std::string_view trimmed(std::string_view text) {
  std::size_t first = 0, last = text.size();
  while (first < last && is_white(text[first])) ++first;
  while (last > first && is_white(text[last - 1])) --last;
  return text.substr(first, last - first);
}

std::string_view word_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(0, end);
}

bool same_folded(std::string_view text, std::size_t at, std::string_view word) {
  if (text.size() - at < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, char b) { return a == lower(b); });
}

// Where `word`, in lower case, stands from `from` on. With `folded`, capitals count as small letters. Sixteen places
// are tried at once by their first two letters.
std::size_t position_of(std::string_view text, std::string_view word, std::size_t from, bool folded) {
  const Bytes16 fold = all(folded ? 0x20 : 0);
  const auto first = static_cast<std::uint8_t>(word[0]), second = static_cast<std::uint8_t>(word[1]);
  for (std::size_t at = from; at + word.size() <= text.size(); at += lanes) {
    const Bytes16 hits = equal(load(text, at) | fold, first) & equal(load(text, at + 1) | fold, second);
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), &hits, sizeof hits);
    if ((halves[0] | halves[1]) == 0) continue;
    for (std::size_t i = 0; i < lanes && at + i < text.size(); ++i) {
      if (hits[i] == 0) continue;
      if (folded ? same_folded(text, at + i, word) : text.substr(at + i).starts_with(word)) return at + i;
    }
  }
  return std::string_view::npos;
}

// Lines that hold `word`: each hit leads to the end of its line.
std::uint64_t lines_with(std::string_view code, std::string_view word, bool folded = false) {
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < code.size();) {
    at = position_of(code, word, at, folded);
    if (at == std::string_view::npos) break;
    ++count;
    at = std::min(code.find('\n', at), code.size());
  }
  return count;
}

bool is_c_family(std::string_view language) {
  return language == "C" || language == "C++" || language == "Objective-C" || language == "Objective-C++" ||
         language == "Cuda";
}

std::uint64_t print_lines(std::string_view code, std::string_view language) {
  if (language == "Python") return lines_with(code, "print");
  if (language == "C") return lines_with(code, "printf");
  if (is_c_family(language)) return std::max(lines_with(code, "cout"), lines_with(code, "printf"));
  if (language == "Java") return lines_with(code, "System.out.print");
  if (language == "JavaScript" || language == "TypeScript") return lines_with(code, "console.log");
  if (language == "C#") return lines_with(code, "Console.WriteLine");
  if (language == "Go") return lines_with(code, "fmt.Print");
  return 0;
}

// RefineCode counts "struct" and "using" among the directives.
bool is_preprocessor(std::string_view line) {
  const std::size_t hash = line.find('#');
  if (hash != std::string_view::npos) {
    const std::string_view word = word_of(trimmed(line.substr(hash + 1)));
    for (const std::string_view name : {"include", "define", "if", "ifdef", "ifndef", "else", "elif", "endif", "error",
                                        "pragma", "warning", "undef", "line"}) {
      if (word == name) return true;
    }
  }
  return position_of(line, "struct", 0, false) != std::string_view::npos ||
         position_of(line, "using", 0, false) != std::string_view::npos;
}

bool is_plain_return(std::string_view line, bool any_value) {
  if (word_of(line) != "return") return false;
  if (any_value) return true;
  std::string_view value = trimmed(line.substr(6));
  if (value.ends_with(';')) value = trimmed(value.substr(0, value.size() - 1));
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) {
    return value.find(value.front(), 1) == value.size() - 1;
  }
  return word_of(value).size() == value.size();
}

// "int x;", "private String name;": words and a semicolon, the last of them a new name.
bool is_declaration(std::string_view line) {
  if (!line.ends_with(';')) return false;
  std::size_t words = 0;
  for (std::string_view rest = line.substr(0, line.size() - 1); !rest.empty();) {
    const std::string_view word = word_of(rest);
    if (word.empty() || word == "return" || word == "import" || word == "package" || word == "using" ||
        word == "goto" || word == "throw") {
      return false;
    }
    ++words;
    rest = trimmed(rest.substr(word.size()));
    while (!rest.empty() && (rest.front() == '*' || rest.front() == '&')) rest = trimmed(rest.substr(1));
  }
  return words >= 2;
}

// A '=' that is neither part of a comparison nor of an arrow.
bool assigns(std::string_view line) {
  for (std::size_t at = line.find('='); at != std::string_view::npos; at = line.find('=', at + 1)) {
    const char before = at > 0 ? line[at - 1] : ' ', after = at + 1 < line.size() ? line[at + 1] : ' ';
    if (after == '=') {
      ++at;
      continue;
    }
    if (after != '>' && before != '!' && before != '<' && before != '>') return true;
  }
  return false;
}

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ value >> 32U) * 0xd6e8feb86659fd93U;
  return value ^ value >> 32U;
}

// Eight bytes at a time: a multiplication for each would be what this file costs.
std::uint64_t hash_without_white(std::string_view line) {
  std::uint64_t hash = 0xcbf29ce484222325U, eight = 0;
  unsigned bits = 0;
  for (const char c : line) {
    if (is_white(c)) continue;
    eight |= std::uint64_t{static_cast<unsigned char>(c)} << bits;
    bits += 8;
    if (bits < 64) continue;
    hash = mixed(hash ^ eight);
    eight = 0;
    bits = 0;
  }
  return mixed(mixed(hash ^ eight) + bits);
}

std::uint64_t duplicates_in(std::vector<std::uint64_t>& hashes) {
  std::sort(hashes.begin(), hashes.end());
  std::uint64_t count = 0;
  for (auto at = hashes.begin(); at != hashes.end();) {
    const auto end = std::find_if(at, hashes.end(), [&](std::uint64_t hash) { return hash != *at; });
    if (end - at > 1) count += static_cast<std::uint64_t>(end - at);
    at = end;
  }
  return count;
}

std::uint64_t hex_words(std::string_view code) {
  std::uint64_t bytes = 0;
  for (std::size_t at = position_of(code, "0x", 0, true); at != std::string_view::npos;
       at = position_of(code, "0x", at + 1, true)) {
    if (at > 0 && is_word(code[at - 1])) continue;
    std::size_t end = at + 2;
    while (end < code.size() && is_hex(code[end])) ++end;
    if (end > at + 2 && (end == code.size() || !is_word(code[end]))) bytes += end - at;
  }
  return bytes;
}

// `main`, parentheses without a ')' inside, a brace. What closes one of many opened ones is looked for once.
std::uint64_t mains_in(std::string_view code) {
  constexpr std::string_view gaps = " \t\r\n\f\v";
  std::uint64_t count = 0;
  std::size_t close = 0;
  bool braced = false;
  for (std::size_t at = code.find("main"); at != std::string_view::npos; at = code.find("main", at + 4)) {
    if (at > 0 && is_word(code[at - 1])) continue;
    const std::size_t open = code.find_first_not_of(gaps, at + 4);
    if (open == std::string_view::npos || code[open] != '(') continue;
    if (close < open) {
      close = code.find(')', open);
      if (close == std::string_view::npos) break;
      const std::size_t brace = code.find_first_not_of(gaps, close + 1);
      braced = brace != std::string_view::npos && code[brace] == '{';
    }
    count += braced ? 1 : 0;
  }
  return count;
}

class Counter {
 public:
  explicit Counter(std::string_view language)
      : c_family_(is_c_family(language)),
        any_return_(language == "Python" || language == "Go"),
        python_(language == "Python") {}

  void take(std::string_view line) {
    ++lines_.lines;
    hashes_.push_back(hash_without_white(line));
    if (line.size() == 1 || line == "},") hashes_.pop_back();
    if (c_family_ && is_preprocessor(line)) ++lines_.preprocessor;
    if (is_plain_return(line, any_return_)) ++lines_.returns;
    const bool declares = is_declaration(line);
    if (declares) ++lines_.plain_variables;
    if (!lines_.has_variables) lines_.has_variables = declares || assigns(line) || binds(line);
  }

  CodeLines finish() {
    lines_.duplicates = duplicates_in(hashes_);
    return lines_;
  }

 private:
  bool binds(std::string_view line) const {
    const std::string_view word = word_of(line);
    if (word == "var" || word == "let" || word == "const") return true;
    if (!python_) return false;
    const std::size_t open = line.find('(');
    return word == "for" ||
           (word == "def" && open != std::string_view::npos && open + 1 < line.size() && line[open + 1] != ')');
  }

  bool c_family_, any_return_, python_;
  CodeLines lines_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace

CodeLines lines_of_code(const std::string& code, std::string_view language) {
  Counter counter(language);
  for (std::size_t at = 0; at < code.size();) {
    const std::size_t end = std::min(code.find('\n', at), code.size());
    const std::string_view line = trimmed(std::string_view(code).substr(at, end - at));
    if (!line.empty()) counter.take(line);
    at = end + 1;
  }
  CodeLines lines = counter.finish();
  lines.prints = print_lines(code, language);
  lines.hex_word_bytes = hex_words(code);
  if (is_c_family(language)) lines.mains = mains_in(code);
  lines.asserts = lines_with(code, "assert", true);
  if (language == "Python") {
    lines.imports = lines_with(code, "import", true);
    lines.passes = lines_with(code, "pass", true);
  }
  return lines;
}

}  // namespace oyer::datasets::detail
