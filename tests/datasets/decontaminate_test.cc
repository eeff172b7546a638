#include "datasets/corpus/decontaminate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/utf8.h"
#include "datasets/corpus/benchmark_texts.h"
#include "tests/datasets/scratch.h"

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum ContaminationKind;

std::string words(char letter, int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) text += (text.empty() ? "" : " ") + (letter + std::to_string(i));
  return text;
}

BenchmarkText item(std::string name, std::string text, std::vector<std::uint64_t> shapes = {}) {
  return {"B", std::move(name), "prompt", std::move(text), std::move(shapes)};
}

DecontaminationOptions only_ngrams() { return {.least_substring = 0}; }

TEST(Decontaminate, a_run_of_ten_words_is_evidence_with_its_place) {
  const BenchmarkIndex index({item("1", words('a', 0, 20))}, only_ngrams());
  const std::string run = words('a', 3, 13);
  EXPECT_THAT(index.find("x y " + run + ", z"),
              ElementsAre(Contamination{
                  "B", "1", "prompt", ngram, 10, 10, 0.5, {4, static_cast<std::uint32_t>(4 + run.size())}, run}));
  EXPECT_THAT(index.find("x y " + words('a', 3, 12) + ", z"), IsEmpty());
}

TEST(Decontaminate, longer_runs_say_the_largest_size_they_reach) {
  const BenchmarkIndex index({item("1", words('a', 0, 20))}, only_ngrams());
  const auto size = [&](int count) {
    const auto found = index.find(words('a', 0, count));
    return std::pair(found.at(0).ngram, found.at(0).words);
  };
  EXPECT_EQ(size(12), std::pair(std::size_t{10}, std::size_t{12}));
  EXPECT_EQ(size(13), std::pair(std::size_t{13}, std::size_t{13}));
  EXPECT_EQ(size(20), std::pair(std::size_t{13}, std::size_t{20}));
}

TEST(Decontaminate, case_signs_and_line_ends_do_not_hide_a_run) {
  const BenchmarkIndex index({item("1", "Return the sum of all even numbers in the list given")}, only_ngrams());
  const std::string text = "# RETURN the\n#   sum; of all (even) numbers\n# in the list ...";
  EXPECT_THAT(index.find(text),
              ElementsAre(Contamination{"B", "1", "prompt", ngram, 10, 10, 10.0 / 11, {2, 57}, text.substr(2, 55)}));
}

TEST(Decontaminate, several_runs_of_one_part_are_one_finding_with_their_share) {
  const BenchmarkIndex index({item("1", words('a', 0, 40))}, only_ngrams());
  const std::string text = words('a', 0, 10) + " x " + words('a', 20, 32) + " x " + words('a', 0, 10);
  const auto begin = static_cast<std::uint32_t>(text.find("a20"));
  EXPECT_THAT(index.find(text),
              ElementsAre(Contamination{
                  "B", "1", "prompt", ngram, 10, 12, 22.0 / 40, {begin, begin + 47}, words('a', 20, 32)}));
}

TEST(Decontaminate, words_in_another_order_are_no_run) {
  const BenchmarkIndex index({item("1", words('a', 0, 10) + " " + words('b', 0, 10))}, only_ngrams());
  EXPECT_THAT(index.find(words('b', 0, 9) + " " + words('a', 0, 9)), IsEmpty());
}

TEST(Decontaminate, what_three_items_share_or_plain_texts_hold_is_no_evidence) {
  const std::string common = words('c', 0, 12);
  std::vector<BenchmarkText> texts = {item("1", common + " one"), item("2", common + " two")};
  EXPECT_EQ(BenchmarkIndex(texts, only_ngrams()).find(common).size(), 2U);
  // Two parts of one item, and an item of another benchmark, do not make it common.
  texts.push_back({"B", "2", "solution", common, {}});
  texts.push_back({"C", "9", "prompt", common, {}});
  EXPECT_EQ(BenchmarkIndex(texts, only_ngrams()).find(common).size(), 4U);
  texts.push_back(item("3", common));
  EXPECT_THAT(BenchmarkIndex(texts, only_ngrams()).find(common), IsEmpty());
  EXPECT_EQ(BenchmarkIndex(texts, {.least_substring = 0, .common_items = 0}).find(common).size(), 5U);

  const BenchmarkIndex plain({item("1", "x " + common)}, {.least_substring = 0, .plain_texts = {common}});
  EXPECT_THAT(plain.find(common), IsEmpty());
  EXPECT_EQ(plain.find("x " + common).size(), 1U);
}

TEST(Decontaminate, runs_of_numbers_and_single_letters_are_no_evidence) {
  const BenchmarkIndex index({item("1", "1 2 3 4 5 6 7 8 9 10 11 12"), item("2", "aa aa aa aa aa aa aa aa aa aa"),
                              item("3", "a b c d e f g h i j")},
                             only_ngrams());
  EXPECT_THAT(index.find("1 2 3 4 5 6 7 8 9 10 11 12 aa aa aa aa aa aa aa aa aa aa a b c d e f g h i j"), IsEmpty());
  const BenchmarkIndex half({item("1", "1 aa 2 bb 3 cc 4 dd 5 ee")}, only_ngrams());
  EXPECT_EQ(half.find("1 aa 2 bb 3 cc 4 dd 5 ee").size(), 1U);
}

TEST(Decontaminate, whole_parts_are_found_whatever_their_white_space) {
  const std::string part = "return [x * x + y for x in range(n)][::-1] if n > (0) else [[]] + [()]";
  const BenchmarkIndex index({item("1", part)}, {.ngrams = {}, .least_substring = 40});
  const std::string text = "def f(n):\n  return [ x*x+y for x in\n\trange(N) ][::-1] if n>(0) else [[]]+[()]  # done";
  const auto begin = static_cast<std::uint32_t>(text.find("return")),
             end = static_cast<std::uint32_t>(text.find("  #"));
  EXPECT_THAT(index.find(text),
              ElementsAre(Contamination{
                  "B", "1", "prompt", substring, 0, 0, 1, {begin, end}, text.substr(begin, end - begin)}));
  EXPECT_THAT(index.find(text.substr(0, text.size() - 11)), IsEmpty());
  EXPECT_THAT(BenchmarkIndex({item("1", part)}, {.ngrams = {}, .least_substring = 60}).find(text), IsEmpty());
}

TEST(Decontaminate, shapes_are_found_where_few_items_have_them) {
  const BenchmarkIndex index({item("1", "", {7, 7, 0}), item("2", "", {8}), item("3", "", {8}), item("4", "", {8})});
  const std::vector<ShapedSpan> shapes = {{9, {0, 1}}, {8, {0, 1}}, {0, {0, 1}}, {7, {2, 5}}, {7, {1, 5}}};
  EXPECT_THAT(index.find("abcdefg", shapes),
              ElementsAre(Contamination{"B", "1", "prompt", shape, 0, 0, 1, {2, 5}, "cde"}));
}

TEST(Decontaminate, muted_items_are_silent_and_unknown_names_are_told) {
  const std::string text = words('a', 0, 30);
  const std::vector<BenchmarkText> texts = {
      {"B", "1", "p", text, {5}}, {"C", "1", "p", text, {5}}, {"C", "2", "p", text, {5}}};
  const std::vector<ShapedSpan> shapes = {{5, {0, 3}}};
  const auto found = [&](std::vector<std::string> muted) {
    const BenchmarkIndex index(texts, {.muted = std::move(muted)});
    std::string list;
    for (const Contamination& one : index.find(text, shapes))
      list += one.benchmark + one.item + ":" + std::string(name_of(one.kind)) + " ";
    for (const std::string& name : index.unknown_muted()) list += "?" + name;
    return list;
  };
  EXPECT_EQ(found({}), "B1:ngram B1:substring B1:shape C1:ngram C1:substring C1:shape C2:ngram C2:substring C2:shape ");
  EXPECT_EQ(found({"1"}), "C2:ngram C2:substring C2:shape ");
  EXPECT_EQ(found({"B:1", "C:2", "D:1", "C"}), "C1:ngram C1:substring C1:shape ?C?D:1");
}

TEST(Decontaminate, evidence_is_cut_between_characters) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "\xC3\xA4\xC3\xB6\xC3\xBC\xE2\x82\xAC" + std::to_string(i) + " ";
  const BenchmarkIndex index({item("1", text)}, only_ngrams());
  const auto found = index.find(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LE(found[0].matched.size(), 240U);
  EXPECT_GT(found[0].matched.size(), 236U);
  EXPECT_TRUE(is_utf8(found[0].matched));
}

TEST(Decontaminate, findings_do_not_depend_on_the_order_of_the_texts) {
  std::mt19937 random(3);
  std::vector<BenchmarkText> texts;
  std::string all;
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (int w = 0; w < 30; ++w) text += "w" + std::to_string(random() % 4 + static_cast<unsigned>(w) * 4) + " ";
    texts.push_back(
        {i % 2 == 0 ? "B" : "C", std::to_string(i / 3), "p" + std::to_string(i % 3), text, {random() % 20}});
    if (i % 4 == 0) all += text + words('x', i, i + 9) + "\n";
  }
  const std::vector<ShapedSpan> shapes = {{3, {0, 5}}, {9, {1, 3}}};
  const auto expected = BenchmarkIndex(texts, {.ngrams = {6, 8}, .common_items = 2}).find(all, shapes);
  EXPECT_GT(expected.size(), 10U);
  for (int turn = 0; turn < 10; ++turn) {
    std::shuffle(texts.begin(), texts.end(), random);
    EXPECT_EQ(BenchmarkIndex(texts, {.ngrams = {8, 6}, .common_items = 2}).find(all, shapes), expected);
  }
}

// Against the definition: all common runs of two word lists, by brute force.
TEST(Decontaminate, runs_are_those_of_the_definition) {
  std::mt19937 random(5);
  for (int turn = 0; turn < 200; ++turn) {
    std::vector<std::string> part, file;
    for (int i = 0; i < 40; ++i) part.push_back("w" + std::to_string(random() % 6));
    for (int i = 0; i < 60; ++i) file.push_back("w" + std::to_string(random() % 6));
    const auto joined = [](const std::vector<std::string>& list) {
      std::string text;
      for (const std::string& word : list) text += word + " ";
      return text;
    };
    std::size_t longest = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      for (std::size_t j = 0; j < file.size(); ++j) {
        std::size_t size = 0;
        while (i + size < part.size() && j + size < file.size() && part[i + size] == file[j + size]) ++size;
        // A run counts when a window of four in it has two different words.
        for (std::size_t k = 0; k + 4 <= size; ++k)
          if (std::set<std::string>(part.begin() + static_cast<std::ptrdiff_t>(i + k),
                                    part.begin() + static_cast<std::ptrdiff_t>(i + k + 4))
                  .size() >= 2)
            longest = std::max(longest, size);
      }
    }
    const BenchmarkIndex index({item("1", joined(part))}, {.ngrams = {4}, .least_substring = 0});
    const auto found = index.find(joined(file));
    ASSERT_EQ(found.empty() ? 0 : found[0].words, longest) << joined(part) << "| " << joined(file);
  }
}

TEST(Decontaminate, hostile_files_end_in_bounds) {
  const BenchmarkIndex index({item("1", "aa bb cc dd ee ff gg hh ii jj aa bb cc dd ee ff gg hh ii jj"),
                              item("2", std::string(100, '(') + "x")});
  std::string repeated;
  for (int i = 0; i < 30'000; ++i) repeated += "aa bb cc dd ee ff gg hh ii jj ";
  EXPECT_EQ(index.find(repeated).size(), 1U);
  EXPECT_THAT(index.find(std::string(200'000, '(')), IsEmpty());
  EXPECT_THAT(index.find(std::string(200'000, '\0')), IsEmpty());
  EXPECT_THAT(index.find(""), IsEmpty());
  EXPECT_THAT(BenchmarkIndex({}).find("a b c"), IsEmpty());
}

std::string listing(const Result<std::vector<BenchmarkText>>& texts) {
  if (!texts) return texts.error().what;
  std::string list;
  for (const BenchmarkText& text : *texts)
    list += text.benchmark + "|" + text.item + "|" + text.part + "|" + text.text + "\n";
  return list;
}

TEST(BenchmarkTexts, are_the_strings_of_rows_but_for_names_and_test_data) {
  const Scratch scratch;
  const auto rows = scratch.file(
      "rows.jsonl", R"({"task_id": "T/0", "prompt": "p", "entry_point": "f", "tests": ["t0", {"x": "t1"}]})"
                    "\n\n"
                    R"({"question_id": 17, "inputs": ["i"], "solutions": "[\"s0\", \"s1\"]", "n": 5})"
                    "\n"
                    R"({"text": "[\"not json", "empty": ""})"
                    "\n");
  EXPECT_EQ(listing(read_benchmark("B", rows)),
            "B|T/0|prompt|p\nB|T/0|tests[0]|t0\nB|T/0|tests[1].x|t1\n"
            "B|17|solutions[0]|s0\nB|17|solutions[1]|s1\nB|row 4|text|[\"not json\n");
  EXPECT_EQ(
      listing(read_benchmark("B", scratch.file("rows.json", "[\n{\"id\": 1, \"code\": \"c\"},\n{\"code\": \"d\"}]"))),
      "B|1|code|c\nB|row 2|code|d\n");
}

TEST(BenchmarkTexts, of_folders_and_plain_files_are_items_by_name) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch.at("apps/0002"));
  std::filesystem::create_directories(scratch.at("apps/0001"));
  scratch.file("apps/0002/question.txt", "q2");
  scratch.file("apps/0001/question.txt", "q1");
  scratch.file("apps/0001/solutions.json", "[\"s\"]");
  scratch.file("apps/notes.txt", "n");
  EXPECT_EQ(listing(read_benchmark("apps", scratch.at("apps"))),
            "apps|0001|question|q1\napps|0001|solutions[0]|s\napps|0002|question|q2\napps|notes.txt|text|n\n");
  EXPECT_EQ(listing(read_benchmark("t", scratch.file("secret.py", "[x for x in y]\n"))),
            "t|secret.py|text|[x for x in y]\n\n");
}

TEST(BenchmarkTexts, broken_files_are_named) {
  const Scratch scratch;
  EXPECT_EQ(listing(read_benchmark("B", scratch.at("absent"))),
            scratch.at("absent").string() + ": no such file or folder; name a benchmark's file");
  const auto list = scratch.file("list.json", "[1]");
  EXPECT_EQ(listing(read_benchmark("B", list)), list.string() + ": element 0 is no object; give rows of fields");
  EXPECT_THAT(listing(read_benchmark("B", scratch.file("row.jsonl", "{\"a\": \"b\"}\n{"))),
              ::testing::HasSubstr("row.jsonl:2: "));
}

// Every HumanEval and MBPP solution planted in a file is found, by its own name, and the file without it is clean.
TEST(Decontaminate, finds_planted_items_of_the_public_benchmarks) {
  OYER_NEEDS_SHARED_DATA();
  std::vector<BenchmarkText> texts;
  for (const auto& [name, file] :
       {std::pair{"humaneval", "humaneval/HumanEval.jsonl.gz"}, {"mbpp", "mbpp/mbpp.jsonl"}}) {
    auto read = read_benchmark(name, shared_data() / file);
    ASSERT_TRUE(read.has_value()) << to_string(read.error());
    texts.insert(texts.end(), read->begin(), read->end());
  }
  const BenchmarkIndex index(texts);
  std::size_t prompts = 0, found = 0;
  for (const BenchmarkText& text : texts) {
    if (text.part != "prompt") continue;
    ++prompts;
    std::string shouted;
    for (const char c : text.text) shouted += c == '\n' ? ' ' : c;
    const auto hits = index.find("import os\n\n" + shouted + "\n    pass\n");
    found += std::any_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.item == text.item; });
  }
  EXPECT_EQ(prompts, 164U);
  EXPECT_EQ(found, 164U);
}

}  // namespace
}  // namespace oyer::datasets
