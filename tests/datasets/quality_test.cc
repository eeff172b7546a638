#include "datasets/corpus/quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

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

}  // namespace
}  // namespace oyer::datasets
