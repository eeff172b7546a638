#include "datasets/detail/file_language.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "datasets/detail/language_tables.h"
#include "datasets/detail/patterns.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::size_t heuristics_read = 50 * 1024;  // bytes, as linguist

using Candidates = std::vector<std::uint16_t>;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_word(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

Candidates find(std::span<const LanguageKey> keys, std::string_view key) {
  const auto before = [](const LanguageKey& row, std::string_view name) { return row.key < name; };
  Candidates found;
  for (auto at = std::lower_bound(keys.begin(), keys.end(), key, before); at != keys.end() && at->key == key; ++at) {
    found.push_back(at->language);
  }
  return found;
}

// Extensions of a name from the longest: "a.html.erb" gives ".html.erb" and ".erb".
template <typename Visit>
void each_extension(std::string_view name, Visit visit) {
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    if (!visit(name.substr(dot))) return;
  }
}

Candidates of_extension(std::string_view name) {
  Candidates found;
  each_extension(name, [&](std::string_view extension) {
    if (!std::binary_search(generic_extensions.begin(), generic_extensions.end(), extension)) {
      found = find(by_extension, extension);
    }
    return found.empty();
  });
  return found;
}

const HeuristicBlock* heuristics_of(std::string_view name) {
  const HeuristicBlock* found = nullptr;
  each_extension(name, [&](std::string_view extension) {
    const auto before = [](const HeuristicBlock& block, std::string_view key) { return block.extension < key; };
    const auto at = std::lower_bound(heuristic_blocks.begin(), heuristic_blocks.end(), extension, before);
    if (at != heuristic_blocks.end() && at->extension == extension) found = &*at;
    return found == nullptr;
  });
  return found;
}

Candidates by_heuristics(std::string_view name, std::string_view bytes) {
  const HeuristicBlock* block = heuristics_of(name);
  if (block == nullptr) return {};
  const std::string_view text = bytes.substr(0, heuristics_read);
  for (const HeuristicRule& rule : heuristic_rules.subspan(block->first_rule, block->rules)) {
    bool holds = true;
    for (std::size_t i = 0; holds && i < rule.tests; ++i) holds = heuristic_holds(rule.first_test + i, text);
    if (!holds) continue;
    const auto languages = heuristic_languages.subspan(rule.first_language, rule.languages);
    return {languages.begin(), languages.end()};
  }
  return {};
}

// "tool.1", "tool.3pm": digits of a section, perhaps with letters behind.
bool is_manual_page(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 >= name.size()) return false;
  const char section = name[dot + 1];
  if (section < '1' || section > '9') return false;
  const std::string_view rest = name.substr(dot + 2);
  return rest.size() <= 3 && std::all_of(rest.begin(), rest.end(), [](char c) { return lower(c) >= 'a' && c <= 'z'; });
}

std::string_view line_at(std::string_view text, std::size_t at) {
  return text.substr(at, std::min(text.find_first_of("\r\n", at), text.size()) - at);
}

std::string_view first_lines(std::string_view text, int lines) {
  std::size_t at = 0;
  for (; lines > 0 && at < text.size(); --lines) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return text.substr(0, at);
}

std::string_view last_lines(std::string_view text, int lines) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::size_t at = text.size();
  while (lines-- > 0 && at != std::string_view::npos && at > 0) at = text.rfind('\n', at - 1);
  return at == std::string_view::npos || at == 0 ? text : text.substr(at + 1);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// "-*- c++ -*-", "-*- coding: utf-8; mode: python -*-"
std::string_view emacs_mode(std::string_view line) {
  const std::size_t open = line.find("-*-");
  if (open == std::string_view::npos) return {};
  const std::size_t close = line.find("-*-", open + 3);
  if (close == std::string_view::npos) return {};
  const std::string_view inside = trimmed(line.substr(open + 3, close - open - 3));
  if (inside.find(':') == std::string_view::npos) return inside;
  for (std::size_t at = 0; at <= inside.size();) {
    const std::size_t end = std::min(inside.find(';', at), inside.size());
    const std::string_view part = inside.substr(at, end - at);
    const std::size_t colon = part.find(':');
    if (colon != std::string_view::npos && lower(trimmed(part.substr(0, colon))) == "mode") {
      return trimmed(part.substr(colon + 1));
    }
    at = end + 1;
  }
  return {};
}

// The value of ft=, filetype= or syntax= behind "vim:", "vi:" or "ex:".
std::string_view vim_filetype(std::string_view line) {
  for (const std::string_view mark : {"vim:", "Vim:", "vi:", "ex:"}) {
    const std::size_t at = line.find(mark);
    if (at == std::string_view::npos || (at > 0 && is_word(line[at - 1]))) continue;
    for (const std::string_view key : {"filetype=", "ft=", "syntax="}) {
      const std::size_t found = line.find(key, at + mark.size());
      if (found == std::string_view::npos || is_word(line[found - 1])) continue;
      const std::size_t from = found + key.size();
      const std::size_t end = std::min(line.find_first_of(" \t:", from), line.size());
      return line.substr(from, end - from);
    }
  }
  return {};
}

std::string_view modeline_in(std::string_view lines) {
  for (std::size_t at = 0; at < lines.size();) {
    const std::string_view line = line_at(lines, at).substr(0, 1024);
    if (const auto mode = emacs_mode(line); !mode.empty()) return mode;
    if (const auto type = vim_filetype(line); !type.empty()) return type;
    at = std::min(lines.find('\n', at), lines.size() - 1) + 1;
  }
  return {};
}

Candidates of_interpreter(std::string_view text) {
  const std::string_view name = interpreter_of(text);
  if (name.empty()) return {};
  Candidates found = find(by_interpreter, name);
  // "python3.11" is known by "python3" or by "python".
  for (std::string_view shorter = name; found.empty() && !shorter.empty();) {
    const char last = shorter.back();
    if (last != '.' && !(last >= '0' && last <= '9')) break;
    shorter.remove_suffix(1);
    found = find(by_interpreter, shorter);
  }
  return found;
}

bool is_xml(std::string_view text) { return first_lines(text, 2).find("<?xml version=") != std::string_view::npos; }

std::uint16_t best_of(const Candidates& candidates) {
  const auto popular = [](std::uint16_t language) { return language_rows[language].popular; };
  const auto found = std::find_if(candidates.begin(), candidates.end(), popular);
  return found == candidates.end() ? candidates.front() : *found;
}

// Candidates after linguist's strategies; one when a strategy was sure.
Candidates candidates_of(std::string_view file, std::string_view bytes) {
  if (const auto mode = modeline_of(bytes); !mode.empty()) {
    Candidates found = find(by_alias, lower(mode));
    if (!found.empty()) return {found.front()};
  }
  Candidates candidates;
  // True when one language is left; a strategy that knows nothing changes nothing.
  const auto narrows_to_one = [&](Candidates found) {
    if (!found.empty()) candidates = std::move(found);
    return candidates.size() == 1;
  };
  const std::string name = lower(file);
  if (narrows_to_one(find(by_file_name, file)) || narrows_to_one(of_interpreter(bytes)) ||
      narrows_to_one(of_extension(name))) {
    return candidates;
  }
  if (candidates.empty() && is_xml(bytes)) return find(by_alias, "xml");
  if (candidates.empty() && is_manual_page(name)) {
    candidates = find(by_alias, "roff manpage");
    const Candidates roff = find(by_alias, "roff");
    candidates.insert(candidates.end(), roff.begin(), roff.end());
  }
  narrows_to_one(by_heuristics(name, bytes));
  return candidates;
}

}  // namespace

std::string_view modeline_of(std::string_view text) {
  const auto found = modeline_in(first_lines(text.substr(0, 8192), 5));
  if (!found.empty()) return found;
  return modeline_in(last_lines(text.substr(text.size() - std::min<std::size_t>(text.size(), 8192)), 5));
}

std::string_view interpreter_of(std::string_view text) {
  if (!text.starts_with("#!")) return {};
  std::string_view line = trimmed(line_at(text, 0).substr(2, 1024));
  bool through_env = false;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    const std::string_view word = line.substr(0, end);
    line = trimmed(line.substr(end));
    if (through_env && (word.front() == '-' || word.find('=') != std::string_view::npos)) continue;
    const std::string_view program = word.substr(word.rfind('/') + 1);
    if (program != "env") return program;
    through_env = true;
  }
  return {};
}

FileLanguage language_of(std::string_view path, std::string_view bytes) {
  const Candidates candidates = candidates_of(path.substr(path.rfind('/') + 1), bytes);
  if (candidates.empty()) return {};
  const LanguageRow& row = language_rows[best_of(candidates)];
  return {row.name, row.type};
}

std::optional<Language> grammar_for(std::string_view name) {
  struct Pair {
    std::string_view linguist, ours;
  };
  constexpr Pair pairs[] = {{"Bash", "bash"},
                            {"C", "c"},
                            {"C#", "csharp"},
                            {"C++", "cpp"},
                            {"Go", "go"},
                            {"Java", "java"},
                            {"JavaScript", "javascript"},
                            {"PHP", "php"},
                            {"Python", "python"},
                            {"Ruby", "ruby"},
                            {"Rust", "rust"},
                            {"Shell", "bash"},
                            {"TSX", "tsx"},
                            {"TypeScript", "typescript"}};
  for (const Pair& pair : pairs) {
    if (pair.linguist == name) return parse_language(pair.ours);
  }
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
