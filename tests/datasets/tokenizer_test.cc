#include "datasets/corpus/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

std::string utf8(std::uint32_t code) {
  if (code < 0x80) return {static_cast<char>(code)};
  return {static_cast<char>(0xC0U | code >> 6U), static_cast<char>(0x80U | (code & 0x3FU))};
}

// Every byte as GPT-2's table writes it, and a few merges.
json::object model() {
  json::object vocab;
  std::uint32_t next = 0x100;
  for (std::uint32_t b = 0; b < 256; ++b) {
    const bool shown = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    vocab[utf8(shown ? b : next++)] = b;
  }
  json::array merges;
  for (const auto& [left, right] : {std::pair("h", "e"),
                                    {"l", "l"},
                                    {"he", "ll"},
                                    {"hell", "o"},
                                    {"Ġ", "hello"},
                                    {"Ġ", "Ġ"},
                                    {"ĠĠ", "ĠĠ"},
                                    {"1", "2"},
                                    {"Ã", "©"}}) {
    merges.push_back(json::string(std::string(left) + " " + right));
    vocab[std::string(left) + right] = 256 + merges.size();
  }
  return {{"type", "BPE"}, {"vocab", vocab}, {"merges", merges}};
}

json::object byte_level(bool use_regex) {
  return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", use_regex}};
}

json::object tokenizer(const json::object& pieces) {
  return {{"added_tokens", json::array()}, {"normalizer", nullptr}, {"pre_tokenizer", pieces}, {"model", model()}};
}

json::object split(const std::string& expression) {
  return {{"type", "Split"}, {"pattern", {{"Regex", expression}}}, {"behavior", "Isolated"}, {"invert", false}};
}

Result<Tokenizer> read(const json::object& file) { return Tokenizer::parse(json::print(file)); }

std::uint64_t count(const json::object& file, const std::string& text) {
  const auto made = read(file);
  EXPECT_EQ(test::outcome_of(made), "ok");
  return made.has_value() ? made->count(text) : 0;
}

TEST(Tokenizers, merges_go_by_rank_within_the_pieces_of_gpt2) {
  const json::object file = tokenizer(byte_level(true));
  EXPECT_EQ(count(file, ""), 0U);
  EXPECT_EQ(count(file, "hello"), 1U);
  EXPECT_EQ(count(file, "hello hello"), 2U);
  EXPECT_EQ(count(file, "hello  hello"), 3U);     // the second blank goes with the word
  EXPECT_EQ(count(file, "hello     hello"), 3U);  // four blanks are one token
  EXPECT_EQ(count(file, "hello    "), 2U);        // at the end none is left for a word
  EXPECT_EQ(count(file, "hello\n\n x"), 5U);      // hello, two line feeds, blank with x (two bytes)
  EXPECT_EQ(count(file, "\u00e9"), 1U);
  EXPECT_EQ(count(file, "\u6f22"), 3U);
}

TEST(Tokenizers, digits_alone_do_not_merge) {
  const json::object digits{{"type", "Digits"}, {"individual_digits", true}};
  const json::object file = tokenizer({{"type", "Sequence"}, {"pretokenizers", json::array{digits, byte_level(true)}}});
  EXPECT_EQ(count(tokenizer(byte_level(true)), "12"), 1U);
  EXPECT_EQ(count(file, "12"), 2U);
}

TEST(Tokenizers, an_added_token_counts_as_one_and_cuts_the_text) {
  json::object file = tokenizer(byte_level(true));
  file["added_tokens"] = json::array{json::object{{"content", "<|end|>"}, {"normalized", false}},
                                     json::object{{"content", "<|end|>>"}, {"normalized", false}}};
  EXPECT_EQ(count(file, "hello<|end|>hello"), 3U);
  EXPECT_EQ(count(file, "<|end|>>"), 1U);
  EXPECT_EQ(count(file, "<|end|"), 6U);
}

TEST(Tokenizers, the_normal_form_is_taken_where_it_is_asked_for) {
  json::object file = tokenizer(byte_level(true));
  EXPECT_EQ(count(file, "e\u0301"), 3U);
  file["normalizer"] = json::object{{"type", "NFC"}};
  EXPECT_EQ(count(file, "e\u0301"), 1U);
}

TEST(Tokenizers, a_long_piece_takes_no_quadratic_time) {
  const json::object file =
      tokenizer({{"type", "Sequence"}, {"pretokenizers", json::array{split("\\p{L}+"), byte_level(false)}}});
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "hello";
  EXPECT_EQ(count(file, text), 200'000U);
}

TEST(Tokenizers, what_is_not_done_exactly_is_refused_by_name) {
  const auto refused = [](const json::object& file) { return test::outcome_of(read(file)); };
  json::object file = tokenizer(byte_level(true));
  file["model"] = json::object{{"type", "Unigram"}};
  EXPECT_EQ(refused(file), "unsupported: a model of the type Unigram; BPE alone is done here");
  EXPECT_EQ(refused(tokenizer({{"type", "Metaspace"}})), "unsupported: pieces by 'Metaspace'");
  EXPECT_EQ(refused(tokenizer({{"type", "ByteLevel"}, {"add_prefix_space", true}})),
            "unsupported: ByteLevel with add_prefix_space");
  EXPECT_EQ(
      refused(tokenizer({{"type", "Sequence"}, {"pretokenizers", json::array{split("a(?=b)"), byte_level(false)}}})),
      "unsupported: the group '(?=b'");
  EXPECT_EQ(refused(tokenizer({{"type", "Sequence"}, {"pretokenizers", json::array{split("a++"), byte_level(false)}}})),
            "unsupported: repetition that is not greedy");
  EXPECT_EQ(
      refused(tokenizer({{"type", "Sequence"}, {"pretokenizers", json::array{split("\\w+"), byte_level(false)}}})),
      "unsupported: '\\w'");
  for (const char* nothing : {"\\p{L}*", "x|$", "^", "(?:a|b?)"}) {
    const json::object splits =
        tokenizer({{"type", "Sequence"}, {"pretokenizers", json::array{split(nothing), byte_level(false)}}});
    EXPECT_THAT(refused(splits), ::testing::EndsWith("which matches the empty text")) << nothing;
  }
  file = tokenizer(byte_level(true));
  file["normalizer"] = json::object{{"type", "Lowercase"}};
  EXPECT_EQ(refused(file), "unsupported: the normalizer 'Lowercase'");
  EXPECT_EQ(test::outcome_of(Tokenizer::parse("[]")), "invalid_input: no tokenizer.json: not an object");
}

}  // namespace
}  // namespace oyer::datasets
