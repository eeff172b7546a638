#include "datasets/corpus/quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "datasets/detail/code_scan.h"
#include "datasets/detail/html_text.h"
#include "datasets/detail/repetition.h"

namespace oyer::datasets {
namespace {

FileKind kind(std::string language, std::string type = "programming", std::string name = "x") {
  FileKind result;
  result.language = std::move(language);
  result.type = std::move(type);
  result.file_name = std::move(name);
  result.encoding = "utf-8";
  return result;
}

std::vector<std::string> drops(std::string_view preset, std::string_view text, const FileKind& of) {
  std::vector<std::string> rules;
  for (const Decision& decision : judge(*find_preset(preset), measure(text, of, nullptr), "blob", 0)) {
    if (decision.drop) rules.push_back(decision.rule);
  }
  return rules;
}

using Rules = std::vector<std::string>;

TEST(Measure, counts_characters_and_not_bytes) {
  const Measures m = measure("caf\xc3\xa9 = 1\n\n\tx\n", kind("Python"), nullptr);
  EXPECT_EQ(m.bytes, 14U);
  EXPECT_EQ(m.chars, 13U);
  EXPECT_EQ(m.lines, 3U);
  EXPECT_EQ(m.line_max, 8U);
  EXPECT_DOUBLE_EQ(m.line_mean, 10.0 / 3);
  EXPECT_DOUBLE_EQ(m.letters, 5.0 / 13);
  EXPECT_DOUBLE_EQ(m.letters_of_visible, 5.0 / 7);
  EXPECT_DOUBLE_EQ(m.white_space, 6.0 / 13);
}

TEST(Measure, of_nothing_is_nothing) {
  Measures nothing;
  nothing.language = "C";
  nothing.type = "programming";
  nothing.file_name = "x";
  EXPECT_EQ(measure("", kind("C"), nullptr), nothing);
}

TEST(Measure, finds_the_longest_run_of_base64) {
  const std::string run(80, 'Q');
  EXPECT_EQ(measure("x = '" + run + "'\n", kind("Python"), nullptr).encoded_max, 80U);
  EXPECT_EQ(measure("x = '" + run.substr(0, 63) + "'\n", kind("Python"), nullptr).encoded_max, 0U);
}

TEST(Measure, finds_hexadecimal_pairs_and_escapes) {
  EXPECT_EQ(measure("{0x01,0x02,0x03,0x04,0x05,0x06,0x07,0x08}", kind("C"), nullptr).encoded_max, 39U);
  EXPECT_EQ(measure("{0x01,0x02,0x03,0x04,0x05,0x06,0x07}", kind("C"), nullptr).encoded_max, 0U);
  EXPECT_EQ(measure("01 02 03 04 05 06 07 08 09;", kind("C"), nullptr).encoded_max, 26U);
  std::string escapes = "'";
  for (int i = 0; i < 8; ++i) escapes += "\\u00e9";
  EXPECT_EQ(measure(escapes + "'", kind("JavaScript"), nullptr).encoded_max, 48U);
}

TEST(Starcoder2, drops_long_lines_of_code_and_not_of_markup) {
  std::string line;
  while (line.size() <= 1000) line += "one + ";
  EXPECT_EQ(drops("starcoder2", line + "\n", kind("C")),
            (Rules{"starcoder2.line_mean_most", "starcoder2.line_max_most"}));
  EXPECT_EQ(drops("starcoder2", line + "\n", kind("Markdown", "prose")), Rules{});
}

TEST(Starcoder2, believes_a_file_that_says_in_its_first_five_lines_that_it_is_generated) {
  EXPECT_EQ(drops("starcoder2", "\n\n\n\n# Automatically Generated, leave alone\n", kind("Python")),
            Rules{"starcoder2.says_generated"});
  EXPECT_EQ(drops("starcoder2", "\n\n\n\n\n# Automatically Generated, leave alone\n", kind("Python")), Rules{});
}

TEST(Starcoder2, keeps_text_only_under_names_that_stand_beside_code) {
  const std::string text = "Some words that say something about the program.\n";
  EXPECT_EQ(drops("starcoder2", text, kind("Text", "prose", "essay.txt")), Rules{"starcoder2.text_named_beside_code"});
  EXPECT_EQ(drops("starcoder2", text, kind("Text", "prose", "README.txt")), Rules{});
  EXPECT_EQ(drops("starcoder2", text, kind("Text", "prose", "dev-requirements.txt")), Rules{});
}

TEST(Starcoder2, asks_of_a_page_that_a_fifth_of_it_can_be_read) {
  const std::string words =
      "The quick brown fox jumps over the lazy dog and then rests in the shade of a tree near "
      "the river bank.\n";
  EXPECT_EQ(drops("starcoder2", "<p>" + words + "</p>\n", kind("HTML", "markup")), Rules{});
  EXPECT_EQ(drops("starcoder2", "<script>" + words + "</script>\n", kind("HTML", "markup")),
            (Rules{"starcoder2.html_visible_share_least", "starcoder2.html_visible_chars_least"}));
}

TEST(Deepseek, drops_xml_but_not_stylesheets) {
  const std::string text = "<?xml version=\"1.0\"?>\n<a>words and words</a>\n";
  EXPECT_EQ(drops("deepseek", text, kind("XML", "data")), Rules{"deepseek.xml_start"});
  EXPECT_EQ(drops("deepseek", text, kind("XSLT")), Rules{});
}

TEST(Preset, none_has_no_rules) {
  EXPECT_TRUE(judge(*find_preset("none"), measure(std::string(99'999, '0'), kind("C"), nullptr), "blob", 0).empty());
}

TEST(Preset, is_found_by_name_alone) {
  const std::vector<std::string_view> names = {"starcoder2", "refinecode", "deepseek", "curator", "none"};
  EXPECT_EQ(preset_names(), names);
  EXPECT_EQ(find_preset("StarCoder2"), nullptr);
}

// ---- the scanner

std::string code_of(std::string_view text, std::string_view language) { return detail::scan_code(text, language).code; }

TEST(CodeScan, takes_comments_out_and_leaves_strings) {
  EXPECT_EQ(code_of("int a; // one\n/* two\n */ int b = '\"'; char* c = \"// no\";\n", "C"),
            "int a; \n\n int b = '\"'; char* c = \"// no\";\n");
  EXPECT_EQ(code_of("a = '#'  # yes\nb = \"it's\" # yes\n", "Python"), "a = '#'  \nb = \"it's\" \n");
  EXPECT_EQ(code_of("echo ${#a} $# '# no\n' # yes\n", "Shell"), "echo ${#a} $# '# no\n' \n");
  EXPECT_EQ(code_of("select 1 -- one\n/* two */;\n", "SQL"), "select 1 \n;\n");
  EXPECT_EQ(code_of("fn f<'a>(x: &'a str) {} // one\n", "Rust"), "fn f<'a>(x: &'a str) {} \n");
  EXPECT_EQ(code_of("<p>a</p><!-- b -->\n", "HTML"), "<p>a</p>\n");
  EXPECT_EQ(code_of("# is what it is\n", "No Such Language"), "# is what it is\n");
}

TEST(CodeScan, takes_docstrings_for_comments_and_other_tall_strings_for_strings) {
  const std::string text =
      "\"\"\"Module.\"\"\"\ndef f():\n  '''Doc\n  of f.'''\n  return \"\"\"text\"\"\"\nx = (\n  '''a'''\n)\n";
  const detail::CodeScan scan = detail::scan_code(text, "Python");
  EXPECT_EQ(scan.code, "\ndef f():\n  \n\n  return \"\"\"text\"\"\"\nx = (\n  '''a'''\n)\n");
  EXPECT_EQ(scan.string_bytes, 5U);
}

TEST(CodeScan, counts_what_a_comment_asks_for) {
  const std::string text = "// todo: all\n/* your\n * Your code here\n * Fixme */\nint a; // done\n";
  EXPECT_EQ(detail::scan_code(text, "C").prompt_comments, 3U);
}

TEST(Measure, of_code_counts_kinds_of_lines) {
  const Measures m = measure(
      "import os\n"
      "import sys\n"
      "\n"
      "# greets\n"
      "def f(a):\n"
      "  print(a)\n"
      "  print(a)\n"
      "  assert a == 0xdead\n"
      "  pass\n",
      kind("Python"), nullptr);
  EXPECT_EQ(m.code_lines, 7U);
  EXPECT_DOUBLE_EQ(m.import_lines, 2.0 / 7);
  EXPECT_DOUBLE_EQ(m.print_lines, 2.0 / 7);
  EXPECT_DOUBLE_EQ(m.assert_lines, 1.0 / 7);
  EXPECT_DOUBLE_EQ(m.pass_lines, 1.0 / 7);
  EXPECT_DOUBLE_EQ(m.dupe_lines, 2.0 / 7);
  EXPECT_DOUBLE_EQ(m.comments, 8.0 / 91);
  EXPECT_DOUBLE_EQ(m.hex_words, 6.0 / 83);
  EXPECT_TRUE(m.has_variables);
}

TEST(Measure, of_c_counts_mains_and_directives) {
  const Measures m = measure("#include <a.h>\n# define B\nint main(void)\n{\n}\nint domain(int a) {}\nint main () {}\n",
                             kind("C"), nullptr);
  EXPECT_EQ(m.mains, 2U);
  EXPECT_DOUBLE_EQ(m.preprocessor_lines, 2.0 / 7);
  EXPECT_FALSE(m.has_variables);
}

TEST(Measure, takes_functions_from_the_outline) {
  const std::string text = "def f(x):\n  return x\n\n\nclass A:\n  b = 1\n\n  def g(self):\n    y = 1\n    return y\n";
  const auto span = [&](std::string_view first, std::string_view last) {
    const std::size_t begin = text.find(first);
    const std::size_t end = text.find(last, begin) + last.size();
    return parsers::Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0, 0};
  };
  using parsers::SymbolKind;
  parsers::Outline outline;
  outline.definitions = {{SymbolKind::function, "f", "f(x)", "", span("def f", "return x"), {}, true},
                         {SymbolKind::class_, "A", "A", "", span("class A", "return y"), {}, true},
                         {SymbolKind::variable, "b", "", "", span("b = 1", "1"), 1U, true},
                         {SymbolKind::method, "g", "g(self)", "", span("def g", "return y"), 1U, true}};
  outline.text_bytes = text.size();
  outline.parsed = true;
  const Measures m = measure(text, kind("Python"), &outline);
  EXPECT_EQ(m.code_lines, 7U);
  EXPECT_EQ(m.function_lines, 2.0 / 7);
  EXPECT_EQ(m.one_line_functions, 1.0 / 7);
  EXPECT_EQ(m.no_logic, 6.0 / 7);
  EXPECT_EQ(m.errors, 0.0);
}

TEST(Repetition, is_that_of_redpajama) {
  const detail::Repetition none = detail::repetition_of("alpha beta gamma delta");
  EXPECT_EQ(none.distinct_words, 1);
  EXPECT_EQ(none.top, (std::array<double, 3>{}));
  // Twice "a b", 4 of 5 characters; no pair of pairs.
  const detail::Repetition pairs = detail::repetition_of("a b, c; A B");
  EXPECT_DOUBLE_EQ(pairs.distinct_words, 3.0 / 5);
  EXPECT_DOUBLE_EQ(pairs.top[0], 4.0 / 5);
  EXPECT_EQ(pairs.top[1], 0);
  // Ten words twice: all of them lie in repeated n-grams of every length.
  const detail::Repetition twice = detail::repetition_of("a b c d e f g h i j. a b c d e f g h i j.");
  EXPECT_EQ(twice.duplicates, (std::array<double, 6>{1, 1, 1, 1, 1, 1}));
  EXPECT_DOUBLE_EQ(twice.top[2], 8.0 / 20);
  // Every pair of "x x x x x x x" is the same one: six of them, of two characters each, in seven.
  EXPECT_DOUBLE_EQ(detail::repetition_of("x x x x x x x").top[0], 12.0 / 7);
}

TEST(HtmlText, counts_what_a_reader_sees) {
  EXPECT_EQ(detail::visible_characters("<p title='a'>one\n  two</p> <!-- no --><style>p {}</style>&amp;&lt;"), 10U);
  EXPECT_EQ(detail::visible_characters("1 < 2 & 3"), 9U);
  EXPECT_EQ(detail::visible_characters("<SCRIPT>if (a < b) { '</p>' }</SCRIPT>x"), 1U);
  EXPECT_EQ(detail::visible_characters("<script>never closed"), 0U);
}

// ---- RefineCode

std::string program(std::size_t functions) {
  std::string text = "import os\n";
  const std::vector<std::string> bodies = {
      "def shorten(words, limit):\n    kept = words[:limit]\n    if not kept:\n        raise ValueError(words)\n"
      "    return kept\n",
      "def folder_of(path):\n    head, tail = os.path.split(path)\n    while tail and not os.path.isdir(head):\n"
      "        head, tail = os.path.split(head)\n    return head\n",
      "def median(numbers):\n    ordered = sorted(numbers)\n    middle = len(ordered) // 2\n"
      "    return ordered[middle]\n",
      "class Ring:\n    def __init__(self, size):\n        self.slots = [None] * size\n\n"
      "    def place(self, item):\n        index = hash(item) % len(self.slots)\n        self.slots[index] = item\n"};
  for (std::size_t i = 0; i < functions; ++i) text += "\n\n" + bodies[i % bodies.size()];
  return text;
}

TEST(Refinecode, keeps_an_ordinary_program) { EXPECT_EQ(drops("refinecode", program(4), kind("Python")), Rules{}); }

TEST(Refinecode, drops_what_repeats_itself) {
  const Rules rules = drops("refinecode", program(40), kind("Python"));
  EXPECT_EQ(rules, (Rules{"refinecode.dupe_5grams_most", "refinecode.dupe_6grams_most", "refinecode.dupe_7grams_most",
                          "refinecode.dupe_8grams_most", "refinecode.dupe_9grams_most", "refinecode.dupe_10grams_most",
                          "refinecode.dupe_lines_most"}));
}

TEST(Refinecode, drops_python_that_asks_for_code_and_passes) {
  const std::string text = program(4) + "    pass\n    pass\n# todo\n# todo\n";
  EXPECT_EQ(drops("refinecode", text, kind("Python")),
            (Rules{"refinecode.prompt_comments_most", "refinecode.python_pass_lines_most"}));
}

TEST(Refinecode, permits_sql_more_digits) {
  const auto limit_of = [](const FileKind& of, std::string_view rule) {
    std::vector<double> limits;
    for (const Decision& one : judge(*find_preset("refinecode"), measure("select 1;\n", of, nullptr), "blob", 0)) {
      if (one.rule == rule) limits.push_back(one.limit);
    }
    return limits;
  };
  EXPECT_EQ(limit_of(kind("SQL"), "refinecode.sql_digits_most"), std::vector<double>{0.3});
  EXPECT_EQ(limit_of(kind("SQL"), "refinecode.digits_most"), std::vector<double>{});
  EXPECT_EQ(limit_of(kind("C"), "refinecode.digits_most"), std::vector<double>{0.2});
}

TEST(Judge, draws_the_same_lot_for_the_same_file) {
  const FileKind test = kind("Go", "programming", "queue_test.go");
  const Measures m = measure("package queue\n", test, nullptr);
  const Preset& preset = *find_preset("refinecode");
  int dropped = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "blob " + std::to_string(i);
    const auto decisions = judge(preset, m, id, 7);
    EXPECT_EQ(decisions, judge(preset, m, id, 7));
    const auto lot = std::find_if(decisions.begin(), decisions.end(),
                                  [](const Decision& one) { return one.rule == "refinecode.go_test_file"; });
    ASSERT_NE(lot, decisions.end());
    dropped += lot->drop ? 1 : 0;
  }
  // Four of five; three standard deviations are 38.
  EXPECT_NEAR(dropped, 800, 38);
}

TEST(Judge, names_value_and_limit_of_every_rule_that_applies) {
  const Measures m = measure("key: value\n", kind("YAML", "data"), nullptr);
  const std::vector<Decision> expected = {
      {"deepseek.line_mean_most", 10, 100, false},       {"deepseek.line_max_most", 10, 1000, false},
      {"deepseek.letters_least", 8.0 / 11, 0.25, false}, {"deepseek.xml_start", 0, 0, false},
      {"deepseek.data_chars_least", 11, 50, true},       {"deepseek.data_chars_most", 11, 5000, false}};
  EXPECT_EQ(judge(*find_preset("deepseek"), m, "blob", 0), expected);
}

TEST(Curator, asks_for_tokens_only_when_somebody_counted_them) {
  Measures m = measure("int a;\n", kind("C"), nullptr);
  const auto asked = [&] {
    const auto decisions = judge(*find_preset("curator"), m, "blob", 0);
    return std::any_of(decisions.begin(), decisions.end(),
                       [](const Decision& one) { return one.rule == "curator.chars_of_token_least"; });
  };
  EXPECT_FALSE(asked());
  m.tokens = 4;
  EXPECT_TRUE(asked());
}

TEST(Hostile, texts_are_measured_in_time_that_grows_with_them) {
  std::string mains, docstrings, brackets, quotes;
  for (int i = 0; i < 50'000; ++i) {
    mains += "main(";
    docstrings += "\"\"\"a\"\"\"\n";
    brackets += "a<";
    quotes += "'\\";
  }
  EXPECT_EQ(measure(mains + ") {", kind("C++"), nullptr).mains, 50'000U);
  EXPECT_EQ(measure(docstrings, kind("Python"), nullptr).code_lines, 0U);
  EXPECT_EQ(measure(brackets, kind("C++"), nullptr).lines, 1U);
  EXPECT_EQ(measure(quotes, kind("Python"), nullptr).lines, 1U);
  EXPECT_EQ(measure(std::string(1 << 20, '('), kind("Python"), nullptr).line_max, 1U << 20U);
  EXPECT_EQ(measure(std::string(1 << 20, '\0'), kind("C"), nullptr).letters, 0);
}

}  // namespace
}  // namespace oyer::datasets
