// RefineCode's rules as OpenCoder published them, with the languages they are for. Where that code draws a random
// number to drop four of five, the rule has a chance.
#include "datasets/detail/presets.h"

namespace oyer::datasets::detail {
namespace {

using M = const Measures&;
using Value = std::optional<double>;
constexpr auto at_least = Rule::Bound::at_least;
constexpr auto at_most = Rule::Bound::at_most;

Value number(std::uint64_t value) { return static_cast<double>(value); }
Value flag(bool value) { return value ? 1 : 0; }

bool is(M m, std::string_view language) { return m.language == language; }

// Prose has rules of its own; "data" is linguist's type with them, HTML and shells are named.
bool is_prose(M m) { return m.type == "prose"; }
bool is_code(M m) { return m.type != "prose"; }
bool is_data(M m) { return m.type == "data"; }
bool is_html(M m) { return is(m, "HTML"); }
bool is_no_html(M m) { return is_code(m) && !is_html(m); }
bool is_shell(M m) { return is(m, "Shell") || is(m, "PowerShell") || is(m, "Batchfile"); }
bool has_string_rules(M m) { return is_code(m) && !is_data(m) && !is_html(m) && !is_shell(m); }
bool has_prompt_rule(M m) { return is_code(m) && !is_data(m) && !is_html(m); }
bool has_assert_rule(M m) { return has_string_rules(m) && !is(m, "Go"); }
bool is_sql(M m) { return is(m, "SQL") || is(m, "PLSQL") || is(m, "PLpgSQL") || is(m, "TSQL"); }
bool is_no_sql(M m) { return !is_sql(m); }
bool is_python(M m) { return is(m, "Python"); }
bool is_c_or_cpp(M m) { return is(m, "C") || is(m, "C++"); }
bool has_language_rules(M m) {
  return is_python(m) || is_c_or_cpp(m) || is(m, "C#") || is(m, "Go") || is(m, "Java") || is(m, "JavaScript");
}
bool has_variable_rule(M m) { return has_language_rules(m) && !is_c_or_cpp(m); }

bool is_header(M m) {
  for (const std::string_view end : {".h", ".hpp", ".hxx", ".hh", ".h++"}) {
    if (m.file_name.ends_with(end)) return true;
  }
  return false;
}

Value no_variables(M m) { return m.code_lines == 0 ? Value{} : flag(!m.has_variables); }
// The outline's stand-in for "does not parse": a grammar that recovers always gives a tree, so the share that fits no
// rule of it is asked instead.
Value broken(M m) { return m.errors ? flag(*m.errors > 0) : Value{}; }

bool is_go_test(M m) { return is(m, "Go") && m.file_name.ends_with("_test.go"); }

constexpr Rule refinecode[] = {
    // Every text.
    {"chars_least", [](M m) { return number(m.chars); }, at_least, 50},
    {"lines_least", [](M m) { return number(m.lines); }, at_least, 10},
    {"word_mean_most", [](M m) { return Value(m.word_mean); }, at_most, 10},
    {"replacement_most", [](M m) { return Value(m.replacement); }, at_most, 0.01},
    {"letters_least", [](M m) { return Value(m.letters_of_visible); }, at_least, 0.5},
    {"digits_most", [](M m) { return Value(m.digits_of_visible); }, at_most, 0.2, is_no_sql},
    {"sql_digits_most", [](M m) { return Value(m.digits_of_visible); }, at_most, 0.3, is_sql},
    {"white_space_most", [](M m) { return Value(m.white_space); }, at_most, 0.5},
    {"hex_words_most", [](M m) { return Value(m.hex_words); }, at_most, 0.4},
    {"top_2grams_most", [](M m) { return Value(m.top_2grams); }, at_most, 0.20},
    {"top_3grams_most", [](M m) { return Value(m.top_3grams); }, at_most, 0.18},
    {"top_4grams_most", [](M m) { return Value(m.top_4grams); }, at_most, 0.16},
    // Prose.
    {"prose_words_least", [](M m) { return number(m.words); }, at_least, 50, is_prose},
    {"prose_word_mean_least", [](M m) { return Value(m.word_mean); }, at_least, 3, is_prose},
    {"prose_dupe_5grams_most", [](M m) { return Value(m.dupe_grams[0]); }, at_most, 0.6, is_prose},
    {"prose_dupe_6grams_most", [](M m) { return Value(m.dupe_grams[1]); }, at_most, 0.6, is_prose},
    {"prose_dupe_7grams_most", [](M m) { return Value(m.dupe_grams[2]); }, at_most, 0.6, is_prose},
    {"prose_dupe_8grams_most", [](M m) { return Value(m.dupe_grams[3]); }, at_most, 0.6, is_prose},
    {"prose_dupe_9grams_most", [](M m) { return Value(m.dupe_grams[4]); }, at_most, 0.6, is_prose},
    {"prose_dupe_10grams_most", [](M m) { return Value(m.dupe_grams[5]); }, at_most, 0.6, is_prose},
    {"prose_dupe_lines_most", [](M m) { return Value(m.dupe_lines); }, at_most, 0.6, is_prose},
    // Code and data.
    {"bytes_most", [](M m) { return number(m.bytes); }, at_most, 3e6, is_code},
    {"lines_most", [](M m) { return number(m.lines); }, at_most, 100'000, is_code},
    {"line_max_most", [](M m) { return number(m.line_max); }, at_most, 1'000, is_code},
    {"line_mean_least", [](M m) { return Value(m.line_mean); }, at_least, 5, is_code},
    {"line_mean_most", [](M m) { return Value(m.line_mean); }, at_most, 100, is_code},
    {"words_least", [](M m) { return number(m.words); }, at_least, 30, is_code},
    {"word_mean_least", [](M m) { return Value(m.word_mean); }, at_least, 2, is_code},
    {"dupe_5grams_most", [](M m) { return Value(m.dupe_grams[0]); }, at_most, 0.8, is_no_html},
    {"dupe_6grams_most", [](M m) { return Value(m.dupe_grams[1]); }, at_most, 0.7, is_no_html},
    {"dupe_7grams_most", [](M m) { return Value(m.dupe_grams[2]); }, at_most, 0.7, is_no_html},
    {"dupe_8grams_most", [](M m) { return Value(m.dupe_grams[3]); }, at_most, 0.7, is_no_html},
    {"dupe_9grams_most", [](M m) { return Value(m.dupe_grams[4]); }, at_most, 0.7, is_no_html},
    {"html_dupe_5grams_most", [](M m) { return Value(m.dupe_grams[0]); }, at_most, 0.6, is_html},
    {"dupe_10grams_most", [](M m) { return Value(m.dupe_grams[5]); }, at_most, 0.6, is_code},
    {"dupe_lines_most", [](M m) { return Value(m.dupe_lines); }, at_most, 0.7, is_code},
    {"comments_most", [](M m) { return Value(m.comments); }, at_most, 0.8, is_no_html},
    {"xml_start", [](M m) { return flag(m.xml_start); }, at_most, 0, is_code},
    {"says_generated", [](M m) { return flag(m.says_generate_soon || m.says_generated); }, at_most, 0, is_code},
    {"encoded_run_most", [](M m) { return number(m.encoded_max); }, at_most, 1'024, is_code},
    {"encoded_share_most", [](M m) { return Value(m.encoded); }, at_most, 0.5, is_code},
    {"long_string_lines_most", [](M m) { return Value(m.long_string_lines); }, at_most, 0.2, has_string_rules},
    {"strings_most", [](M m) { return Value(m.strings); }, at_most, 0.6, has_string_rules},
    {"long_words_most", [](M m) { return Value(m.long_words); }, at_most, 0.4, is_no_html},
    {"prompt_comments_most", [](M m) { return Value(m.prompt_comments); }, at_most, 0.01, has_prompt_rule},
    {"assert_lines_most", [](M m) { return Value(m.assert_lines); }, at_most, 0.4, has_assert_rule},
    {"data_chars_most", [](M m) { return number(m.chars); }, at_most, 5'000, is_data},
    {"data_distinct_words_least", [](M m) { return Value(m.distinct_words); }, at_least, 0.4, is_data},
    {"html_visible_share_least", [](M m) { return Value(m.visible); }, at_least, 0.2, is_html},
    {"html_visible_chars_least", [](M m) { return number(m.visible_chars); }, at_least, 100, is_html},
    // Single languages.
    {"parses", broken, at_most, 0, [](M m) { return is_python(m) || is(m, "JavaScript"); }},
    {"function_lines_most", [](M m) { return m.function_lines; }, at_most, 0.2, has_language_rules},
    {"print_lines_most", [](M m) { return Value(m.print_lines); }, at_most, 0.4, has_language_rules},
    {"no_logic_most", [](M m) { return m.no_logic; }, at_most, 0.5, has_language_rules, 0.8},
    {"no_variables", no_variables, at_most, 0, has_variable_rule},
    {"python_import_lines_most", [](M m) { return Value(m.import_lines); }, at_most, 0.3, is_python},
    {"python_pass_lines_most", [](M m) { return Value(m.pass_lines); }, at_most, 0.05, is_python},
    {"python_one_line_functions_most", [](M m) { return m.one_line_functions; }, at_most, 0.1, is_python},
    {"c_preprocessor_lines_most", [](M m) { return Value(m.preprocessor_lines); }, at_most, 0.8,
     [](M m) { return is_c_or_cpp(m) && !is_header(m); }},
    {"c_mains_most", [](M m) { return number(m.mains); }, at_most, 1, is_c_or_cpp},
    {"go_test_file", [](M m) { return flag(is_go_test(m)); }, at_most, 0, [](M m) { return is(m, "Go"); }, 0.8},
};

}  // namespace

std::span<const Rule> refinecode_rules() { return refinecode; }

}  // namespace oyer::datasets::detail
