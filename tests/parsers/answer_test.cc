#include "parsers/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace oyer::parsers {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20U;

AnswerHints hints_for_add() {
  AnswerHints hints;
  hints.prompt = "def add(a, b):\n    \"\"\" Adds. \"\"\"\n";
  hints.entry_point = "add";
  hints.stop_words = {"\ndef", "\nclass"};
  return hints;
}

std::string repeated(std::string_view text, std::size_t size) {
  std::string out;
  while (out.size() < size) out += text;
  return out;
}

TEST(ExtractAnswer, names_its_forms) {
  EXPECT_EQ(name_of(AnswerForm::raw), "raw");
  EXPECT_EQ(name_of(AnswerForm::continuation), "continuation");
  EXPECT_EQ(name_of(AnswerForm::fenced), "fenced");
  EXPECT_EQ(name_of(AnswerForm::tagged), "tagged");
  EXPECT_EQ(name_of(AnswerForm::prose), "prose");
}

TEST(ExtractAnswer, carries_null_bytes_for_the_interpreter_to_refuse) {
  const std::string code("def add(a, b):\n    return '\0'\n", 30);
  const auto answer = extract_answer(code, Language::python, {});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, code);
  EXPECT_EQ(answer->form, AnswerForm::raw);
}

TEST(ExtractAnswer, takes_any_bytes) {
  std::string bytes;
  for (int i = 0; i < 16384; ++i) bytes.push_back(static_cast<char>((i * 2654435761U) >> 13U));
  for (const auto& hints : {AnswerHints{}, hints_for_add()}) {
    const auto answer = extract_answer(bytes, Language::python, hints);
    EXPECT_EQ(answer, extract_answer(bytes, Language::python, hints));
  }
}

TEST(ExtractAnswer, cuts_what_is_too_long_and_says_so) {
  const std::string code =
      "def add(a, b):\n    return a + b\n" + repeated("# filler filler filler\n", kMostCompletionBytes);
  const auto answer = extract_answer(code, Language::python, {});
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->oversized);
  EXPECT_EQ(answer->code.size(), kMostCompletionBytes);
  EXPECT_EQ(answer->form, AnswerForm::raw);
}

// Depth and repetition that a recursive or backtracking reader would not survive. That the call returns is the claim;
// its work is counted, so it returns after the same steps everywhere.
TEST(ExtractAnswer, survives_depth_and_repetition) {
  for (const char* part : {"(",
                           "[(",
                           "f'{",
                           "lambda a:",
                           "not ",
                           "a<",
                           "if x:\n ",
                           "```\n",
                           "```\n\"\"\"\n",
                           "<|x|>",
                           "<code>",
                           "\"\"\"\n",
                           "'",
                           "@a\n",
                           "def add\n",
                           "x (\n```\ny = [\n",
                           "```python\nx = (\n```\n",
                           "else:\n",
                           "\\\n",
                           "word\n",
                           "a b\n"}) {
    const std::string text = repeated(part, kMiB / 128);
    extract_answer(text, Language::python, {});
    extract_answer("    return 1\n" + text, Language::python, hints_for_add());
  }
}

TEST(ExtractAnswer, of_a_long_program_gives_it_whole) {
  const std::string code = repeated("def f(x):\n    return x * 2 + 1\n\n", kMiB);
  const auto answer = extract_answer(code, Language::python, {});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, code);
  EXPECT_FALSE(answer->syntax_errors);
}

TEST(ExtractAnswer, of_dense_text_beyond_its_budget_is_the_text) {
  const std::string code = "x = [" + repeated("1,", 2 * kMiB) + "]\n";
  const auto answer = extract_answer(code, Language::python, {});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, code);
  EXPECT_TRUE(answer->syntax_errors);
}

TEST(ExtractAnswer, of_another_language_is_its_last_block) {
  const auto answer = extract_answer(
      "First:\n```java\nclass A {}\n```\nBetter:\n```java\nclass B {}\n```\n```bash\njavac B.java\n```\n",
      Language::java);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, "class B {}\n");
  EXPECT_EQ(answer->form, AnswerForm::fenced);
}

TEST(ExtractAnswer, of_another_language_without_blocks_is_the_text) {
  const auto answer = extract_answer("fn main() {}<|endoftext|>", Language::rust);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, "fn main() {}");
  EXPECT_TRUE(answer->trimmed);
  EXPECT_FALSE(extract_answer(" \n", Language::rust).has_value());
}

// Found by fuzzing: generation ended right behind the fence, and what stood there was taken for an answer of no code.
TEST(ExtractAnswer, of_a_block_of_special_tokens_alone_is_what_stands_before_it) {
  const std::string nothing = "```python\n<|endoftext|>\n";
  EXPECT_FALSE(extract_answer("Here:\n" + nothing, Language::python, hints_for_add()).has_value());

  const auto python =
      extract_answer("```python\ndef add(a, b):\n    return a + b\n```\n" + nothing, Language::python, hints_for_add());
  ASSERT_TRUE(python.has_value());
  EXPECT_EQ(python->code, "def add(a, b):\n    return a + b\n");
  const auto java = extract_answer("```java\nclass A {}\n```\n```java\n<|endoftext|>\n", Language::java);
  ASSERT_TRUE(java.has_value());
  EXPECT_EQ(java->code, "class A {}\n");
}

// Found by fuzzing: a docstring that ends some reasoning made its second half the answer.
TEST(ExtractAnswer, of_a_program_with_tags_in_its_strings_is_the_program) {
  const std::string code = "def other(a, b):\n    \"\"\"\n</reasoning> ```\nx]\ndef add(a, b) [PYTHON]\n    \"\"\"\n";
  const auto answer = extract_answer(code, Language::python, hints_for_add());
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, code);
  EXPECT_EQ(answer->form, AnswerForm::raw);
  EXPECT_FALSE(answer->syntax_errors);
}

// The hot path of grading: one completion of about a kilobyte. The bound is loose, for machines under load and for
// sanitizers; docs/bench keeps the measured time.
TEST(ExtractAnswer, of_an_ordinary_completion_takes_well_under_a_millisecond) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
  GTEST_SKIP() << "timed in release builds only";
#endif
  const std::string body =
      repeated("    total = sum(x * a for x in range(b) if x % 2 == 0)\n", 1000) + "    return total\n";
  const auto hints = hints_for_add();
  auto best = std::chrono::nanoseconds::max();
  for (int i = 0; i < 200; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto answer = extract_answer(body, Language::python, hints);
    best = std::min(best, std::chrono::nanoseconds(std::chrono::steady_clock::now() - start));
    ASSERT_TRUE(answer.has_value());
  }
  RecordProperty("best_microseconds", static_cast<int>(best.count() / 1000));
  EXPECT_LT(best, std::chrono::microseconds(600));
}

}  // namespace
}  // namespace oyer::parsers
