#include "datasets/corpus/fim.h"

#include <gtest/gtest.h>

#include <set>

#include "parsers/outline.h"

namespace oyer::datasets {
namespace {

constexpr std::string_view kText = "def f(a):\n    return a + 1\n\n\ndef g(b):\n    return 'größe \U0001f600' + b\n";

std::vector<parsers::Span> subtrees() { return parsers::subtrees_of(Language::python, kText); }

std::string blob(int number) { return "blob" + std::to_string(number); }

TEST(Fim, parts_make_the_text_again_in_every_dialect_and_order) {
  for (const Dialect dialect : {Dialect::starcoder2, Dialect::qwen25, Dialect::deepseek}) {
    for (int i = 0; i < 200; ++i) {
      const FimOptions options{1, {}, {}, 7};
      const auto cut = fim_cut(options, blob(i), kText, subtrees());
      ASSERT_TRUE(cut.has_value());
      ASSERT_LT(cut->begin, cut->end);
      const std::string joined = join_fim(dialect, kText, *cut);
      EXPECT_EQ(rejoin_fim(dialect, cut->mode, joined, cut->begin), kText);
    }
  }
}

TEST(Fim, parts_stand_where_the_models_expect_them) {
  const FimCut psm{FimMode::psm, FimSpan::characters, 1, 2}, spm{FimMode::spm, FimSpan::characters, 1, 2};
  EXPECT_EQ(join_fim(Dialect::starcoder2, "abc", psm), "<fim_prefix>a<fim_suffix>c<fim_middle>b");
  EXPECT_EQ(join_fim(Dialect::starcoder2, "abc", spm), "<fim_prefix><fim_suffix>c<fim_middle>ab");
  EXPECT_EQ(join_fim(Dialect::qwen25, "abc", psm), "<|fim_prefix|>a<|fim_suffix|>c<|fim_middle|>b");
  EXPECT_EQ(join_fim(Dialect::deepseek, "abc", psm), "<｜fim▁begin｜>a<｜fim▁hole｜>c<｜fim▁end｜>b");
  EXPECT_EQ(join_fim(Dialect::plain, "abc", psm), "");
}

TEST(Fim, another_text_is_not_taken_for_the_parts) {
  const FimCut cut{FimMode::psm, FimSpan::characters, 1, 2};
  EXPECT_EQ(rejoin_fim(Dialect::starcoder2, FimMode::psm, "abc", 1), std::nullopt);
  EXPECT_EQ(rejoin_fim(Dialect::starcoder2, FimMode::psm, join_fim(Dialect::starcoder2, "abc", cut), 2), std::nullopt);
}

TEST(Fim, middles_that_are_subtrees_are_nodes_of_the_tree) {
  std::set<std::pair<std::size_t, std::size_t>> nodes;
  for (const parsers::Span& span : subtrees()) nodes.insert({span.byte_begin, span.byte_end});
  std::set<std::size_t> sizes;
  for (int i = 0; i < 100; ++i) {
    const auto cut = fim_cut({1, {}, FimSpan::subtree, 0}, blob(i), kText, subtrees()).value();
    EXPECT_EQ(cut.span, FimSpan::subtree);
    EXPECT_TRUE(nodes.contains({cut.begin, cut.end}));
    sizes.insert(cut.end - cut.begin);
  }
  EXPECT_GT(sizes.size(), 4U);
}

TEST(Fim, cuts_fall_between_characters) {
  for (int i = 0; i < 300; ++i) {
    const auto cut = fim_cut({1, {}, FimSpan::characters, 0}, blob(i), kText, {}).value();
    for (const std::size_t at : {cut.begin, cut.end})
      EXPECT_TRUE(at == kText.size() || (static_cast<unsigned char>(kText[at]) & 0xC0U) != 0x80U) << at;
  }
}

TEST(Fim, a_text_without_a_tree_is_cut_between_characters) {
  const auto cut = fim_cut({1, {}, FimSpan::subtree, 0}, "b", "two words", {});
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(cut->span, FimSpan::characters);
}

TEST(Fim, a_text_of_one_character_has_no_middle) {
  EXPECT_EQ(fim_cut({1, {}, {}, 0}, "b", "", {}), std::nullopt);
  EXPECT_EQ(fim_cut({1, {}, {}, 0}, "b", "\U0001f600", {}), std::nullopt);
}

TEST(Fim, the_rate_is_the_share_of_blobs_and_the_seed_picks_others) {
  int cut = 0, otherwise = 0;
  for (int i = 0; i < 2000; ++i) {
    const bool now = is_cut({0.25, {}, {}, 1}, blob(i));
    cut += now ? 1 : 0;
    otherwise += now != is_cut({0.25, {}, {}, 2}, blob(i)) ? 1 : 0;
  }
  EXPECT_NEAR(cut, 500, 80);
  EXPECT_GT(otherwise, 300);
  EXPECT_FALSE(is_cut({0, {}, {}, 1}, "b"));
  EXPECT_TRUE(is_cut({1, {}, {}, 1}, "b"));
}

TEST(Fim, the_same_blob_and_seed_give_the_same_cut) {
  EXPECT_EQ(fim_cut({0.5, {}, {}, 3}, "b", kText, subtrees()), fim_cut({0.9, {}, {}, 3}, "b", kText, subtrees()));
}

}  // namespace
}  // namespace oyer::datasets
