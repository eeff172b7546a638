// The small presets. Numbers are the papers' (datasets/corpus/quality.h names them).
#include <algorithm>
#include <array>
#include <string>

#include "datasets/detail/presets.h"

namespace oyer::datasets::detail {
namespace {

using M = const Measures&;
constexpr auto at_least = Rule::Bound::at_least;
constexpr auto at_most = Rule::Bound::at_most;

template <std::size_t size>
bool one_of(std::string_view name, const std::array<std::string_view, size>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> number(std::uint64_t value) { return static_cast<double>(value); }
std::optional<double> flag(bool value) { return value ? 1 : 0; }

bool is_html(M m) { return m.language == "HTML"; }

// ---- StarCoder2
constexpr std::array<std::string_view, 9> long_line_languages = {"HTML", "JSON", "Markdown", "Roff", "Roff Manpage",
                                                                 "SMT",  "TeX",  "Text",     "XML"};
constexpr std::array<std::string_view, 2> digit_languages = {"Motorola 68K Assembly", "WebAssembly"};
constexpr std::array<std::string_view, 5> data_languages = {"Graphviz (DOT)", "JSON", "Text", "Web Ontology Language",
                                                            "YAML"};

bool long_lines_allowed(M m) { return one_of(m.language, long_line_languages); }
bool long_lines_refused(M m) { return !long_lines_allowed(m); }
bool of_letters_and_digits(M m) { return one_of(m.language, digit_languages); }
bool of_letters(M m) { return !of_letters_and_digits(m); }

// A text file is kept only under the names that stand beside code.
std::optional<double> named_beside_code(M m) {
  std::string name = m.file_name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::string stem = name.substr(0, name.rfind('.'));
  constexpr std::array<std::string_view, 5> stems = {"readme", "notes", "todo", "description", "cmakelists"};
  return flag(name.find("requirement") != std::string::npos || one_of(stem, stems));
}

constexpr Rule starcoder2[] = {
    {"lines_most", [](M m) { return number(m.lines); }, at_most, 100'000},
    {"line_mean_most", [](M m) { return std::optional(m.line_mean); }, at_most, 100, long_lines_refused},
    {"line_max_most", [](M m) { return number(m.line_max); }, at_most, 1'000, long_lines_refused},
    {"markup_line_max_most", [](M m) { return number(m.line_max); }, at_most, 100'000, long_lines_allowed},
    {"generated", [](M m) { return flag(m.generated); }},
    {"says_generated", [](M m) { return flag(m.says_generated); }},
    {"letters_least", [](M m) { return std::optional(m.letters); }, at_least, 0.25, of_letters},
    {"letters_and_digits_least", [](M m) { return std::optional(m.letters_and_digits); }, at_least, 0.25,
     of_letters_and_digits},
    {"encoded_run_most", [](M m) { return number(m.encoded_max); }, at_most, 1'024},
    {"encoded_share_most", [](M m) { return std::optional(m.encoded); }, at_most, 0.5},
    {"data_lines_most", [](M m) { return number(m.lines); }, at_most, 512,
     [](M m) { return one_of(m.language, data_languages); }},
    {"html_visible_share_least", [](M m) { return std::optional(m.visible); }, at_least, 0.2, is_html},
    {"html_visible_chars_least", [](M m) { return number(m.visible_chars); }, at_least, 100, is_html},
    {"text_named_beside_code", named_beside_code, at_least, 1, [](M m) { return m.language == "Text"; }},
};

// ---- DeepSeek-Coder
bool is_json_or_yaml(M m) { return m.language == "JSON" || m.language == "YAML"; }

constexpr Rule deepseek[] = {
    {"line_mean_most", [](M m) { return std::optional(m.line_mean); }, at_most, 100},
    {"line_max_most", [](M m) { return number(m.line_max); }, at_most, 1'000},
    {"letters_least", [](M m) { return std::optional(m.letters); }, at_least, 0.25},
    {"xml_start", [](M m) { return flag(m.xml_start); }, at_most, 0, [](M m) { return m.language != "XSLT"; }},
    {"html_visible_share_least", [](M m) { return std::optional(m.visible); }, at_least, 0.2, is_html},
    {"html_visible_chars_least", [](M m) { return number(m.visible_chars); }, at_least, 100, is_html},
    {"data_chars_least", [](M m) { return number(m.chars); }, at_least, 50, is_json_or_yaml},
    {"data_chars_most", [](M m) { return number(m.chars); }, at_most, 5'000, is_json_or_yaml},
};

// ---- NeMo Curator
bool is_yaml(M m) { return m.language == "YAML"; }
bool is_no_yaml(M m) { return m.language != "YAML"; }

std::optional<double> chars_of_token(M m) {
  if (!m.tokens || *m.tokens == 0) return std::nullopt;
  return share(m.chars, *m.tokens);
}

constexpr Rule curator[] = {
    {"comments_least", [](M m) { return std::optional(m.comments); }, at_least, 0.01, is_no_yaml},
    {"yaml_comments_least", [](M m) { return std::optional(m.comments); }, at_least, 0.001, is_yaml},
    {"comments_most", [](M m) { return std::optional(m.comments); }, at_most, 0.85},
    {"lines_least", [](M m) { return number(m.lines); }, at_least, 10, is_no_yaml},
    {"yaml_lines_least", [](M m) { return number(m.lines); }, at_least, 5, is_yaml},
    {"lines_most", [](M m) { return number(m.lines); }, at_most, 20'000},
    {"chars_of_token_least", chars_of_token, at_least, 2.5, is_no_yaml},
    {"yaml_chars_of_token_least", chars_of_token, at_least, 2, is_yaml},
    {"letters_least", [](M m) { return std::optional(m.letters); }, at_least, 0.25},
    {"xml_start", [](M m) { return flag(m.xml_start); }},
    {"html_visible_share_least", [](M m) { return std::optional(m.visible); }, at_least, 0.2, is_html},
    {"html_visible_chars_least", [](M m) { return number(m.visible_chars); }, at_least, 100, is_html},
};

}  // namespace

std::span<const Rule> starcoder2_rules() { return starcoder2; }
std::span<const Rule> deepseek_rules() { return deepseek; }
std::span<const Rule> curator_rules() { return curator; }

}  // namespace oyer::datasets::detail
