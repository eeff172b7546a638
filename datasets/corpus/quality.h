// Quality: the published filters of code corpora, as named presets of named rules with their limits.
//
// A text is measured once; every preset judges the same measures. Rules that the papers apply by chance are decided by
// a hash of the blob's id, the rule and a seed, so that the same file has the same fate everywhere. Sources of the
// numbers: StarCoder2 (arXiv 2402.19173, section 3.2), OpenCoder's RefineCode (arXiv 2411.04905 and its published
// filter configuration), DeepSeek-Coder (arXiv 2401.14196), NeMo Curator's code filters. Pure functions, thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/file_kind.h"
#include "parsers/outline.h"

namespace oyer::datasets {

// One rule's word on one file.
struct Decision {
  std::string rule;  // "starcoder2.line_max"
  double value = 0;  // what was measured; 1 and 0 for yes and no
  double limit = 0;  // what the rule permits
  bool drop = false;
  friend bool operator==(const Decision&, const Decision&) = default;
};

// Characters are code points; a byte that is not UTF-8 counts as one. Shares are of 0 to 1. "Code" is the text without
// comments, as a scanner that knows the language's comment and string marks sees it.
struct Measures {
  std::string language, type, file_name;  // as in FileKind
  bool generated = false;

  std::uint64_t bytes = 0, chars = 0;
  std::uint64_t lines = 0;  // a last line without its line feed counts, too
  std::uint64_t line_max = 0;
  double line_mean = 0;                                                     // in characters without line feeds
  double letters = 0, letters_and_digits = 0, digits = 0, white_space = 0;  // shares of all characters
  double letters_of_visible = 0, digits_of_visible = 0;                     // shares of what is not white space
  double replacement = 0;                                                   // share of U+FFFD

  bool xml_start = false;           // "<?xml version=" among the first 100 characters
  bool says_generated = false;      // one of StarCoder2's phrases in the first five lines
  bool says_generate_soon = false;  // "generate", "autogen" or "do not edit" in the first 200 characters
  std::uint64_t encoded_max = 0;    // the longest run of base64, hexadecimal pairs or \u escapes, in bytes
  double encoded = 0;               // the share of all such runs

  std::uint64_t words = 0;  // runs of letters and digits
  double word_mean = 0;
  double distinct_words = 1;  // share of the words that are different; 1 without words
  // Shares of the characters in words that lie in the most frequent 2-, 3- and 4-gram, and in 5- to 10-grams that
  // stood before. Only with MeasureOptions::repetition.
  double top_2grams = 0, top_3grams = 0, top_4grams = 0;
  double dupe_grams[6] = {};

  std::uint64_t code_lines = 0;  // lines that hold anything but comments and white space
  double comments = 0;           // share of the bytes; with docstrings
  double strings = 0;            // share of the code's bytes inside string literals
  double long_words = 0;         // share of the code's bytes in words over 20 of string literals, addresses apart
  double hex_words = 0;          // share of the code's bytes in 0x… numbers
  double long_string_lines = 0;  // lines of string literals with over 20 words, to the lines of code
  double dupe_lines = 0;         // share of the lines of code that stand there more than once, lone brackets apart
  double prompt_comments = 0;    // comment lines that ask for code ("your code here"), to all lines
  double assert_lines = 0;       // shares of the lines of code, here and below
  double print_lines = 0, import_lines = 0, pass_lines = 0, preprocessor_lines = 0;
  std::uint64_t mains = 0;  // definitions of main
  bool has_variables = false;

  std::uint64_t visible_chars = 0;  // HTML: of the text outside tags, scripts and styles, white space collapsed
  double visible = 0;               // its share of all characters

  // From the outline; absent without one that was parsed.
  std::optional<double> function_lines;      // definitions of functions and methods, to the lines of code
  std::optional<double> one_line_functions;  // those that only return, to the lines of code
  std::optional<double> no_logic;            // functions, classes, imports, plain returns and assignments, likewise
  std::optional<double> errors;              // share of the bytes that fit no rule of the grammar
  std::optional<std::uint64_t> tokens;       // filled in by whoever has a tokenizer

  friend bool operator==(const Measures&, const Measures&) = default;
};

// What need not be measured; the fields stay as they are by default.
struct MeasureOptions {
  bool code = true;        // comments, strings, kinds of lines: from code_lines to has_variables
  bool repetition = true;  // distinct words and n-grams
  friend bool operator==(const MeasureOptions&, const MeasureOptions&) = default;
};

// `text` is UTF-8 as to_utf8() gives it; the outline, if any, is of this text.
Measures measure(std::string_view text, const FileKind& kind, const parsers::Outline* outline,
                 const MeasureOptions& options = {});

struct Preset;

// "starcoder2", "refinecode", "deepseek", "curator" or "none"; nullptr for others.
const Preset* find_preset(std::string_view name);
std::vector<std::string_view> preset_names();
// What the preset's rules look at.
MeasureOptions options_for(const Preset& preset);

// A decision for each rule of the preset that applies to this kind of file, in the preset's order. The file is dropped
// when one of them says so.
std::vector<Decision> judge(const Preset& preset, const Measures& measures, std::string_view blob_id,
                            std::uint64_t seed);

}  // namespace oyer::datasets
