// RefineCode's rules as OpenCoder published them, group by group.
#include "datasets/detail/presets.h"

namespace oyer::datasets::detail {
namespace {

using M = const Measures&;
constexpr auto at_least = Rule::Bound::at_least;
constexpr auto at_most = Rule::Bound::at_most;

std::optional<double> number(std::uint64_t value) { return static_cast<double>(value); }
std::optional<double> flag(bool value) { return value ? 1 : 0; }

bool is_code(M m) { return m.type != "prose"; }

constexpr Rule refinecode[] = {
    {"bytes_most", [](M m) { return number(m.bytes); }, at_most, 3e6},
    {"lines_least", [](M m) { return number(m.lines); }, at_least, 10},
    {"lines_most", [](M m) { return number(m.lines); }, at_most, 100'000, is_code},
    {"line_max_most", [](M m) { return number(m.line_max); }, at_most, 1'000, is_code},
    {"line_mean_least", [](M m) { return std::optional(m.line_mean); }, at_least, 5, is_code},
    {"line_mean_most", [](M m) { return std::optional(m.line_mean); }, at_most, 100, is_code},
    {"words_least", [](M m) { return number(m.words); }, at_least, 30, is_code},
    {"chars_least", [](M m) { return number(m.chars); }, at_least, 50},
    {"word_mean_least", [](M m) { return std::optional(m.word_mean); }, at_least, 2, is_code},
    {"word_mean_most", [](M m) { return std::optional(m.word_mean); }, at_most, 10},
    {"letters_least", [](M m) { return std::optional(m.letters_of_visible); }, at_least, 0.5},
    {"digits_most", [](M m) { return std::optional(m.digits_of_visible); }, at_most, 0.2},
    {"white_space_most", [](M m) { return std::optional(m.white_space); }, at_most, 0.5},
    {"replacement_most", [](M m) { return std::optional(m.replacement); }, at_most, 0.01},
    {"xml_start", [](M m) { return flag(m.xml_start); }, at_most, 0, is_code},
    {"says_generated", [](M m) { return flag(m.says_generate_soon); }, at_most, 0, is_code},
    {"encoded_run_most", [](M m) { return number(m.encoded_max); }, at_most, 1'024, is_code},
    {"encoded_share_most", [](M m) { return std::optional(m.encoded); }, at_most, 0.5, is_code},
};

}  // namespace

std::span<const Rule> refinecode_rules() { return refinecode; }

}  // namespace oyer::datasets::detail
