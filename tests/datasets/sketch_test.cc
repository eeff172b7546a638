#include "datasets/corpus/sketch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "datasets/detail/minhash.h"
#include "datasets/detail/sort_numbers.h"
#include "datasets/detail/words.h"

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> words(std::string_view text) {
  const detail::Words found = detail::words_of(text);
  std::vector<std::string> list;
  for (const Piece piece : found.pieces) list.push_back(found.joined.substr(piece.begin, piece.end - piece.begin));
  return list;
}

TEST(Words, are_runs_of_letters_digits_underscores_and_bytes_beyond_ascii) {
  EXPECT_THAT(words("def  Foo_1(x2):\n\treturn \"\xC3\xA4\xFF\"-x2"),
              ElementsAre("def", "foo_1", "x2", "return", "\xC3\xA4\xFF", "x2"));
  EXPECT_THAT(words(std::string_view("a\0b", 3)), ElementsAre("a", "b"));
  EXPECT_THAT(words(" \n..."), IsEmpty());
  EXPECT_THAT(words(""), IsEmpty());
}

std::vector<std::uint32_t> hashes(std::vector<std::string_view> texts) {
  std::set<std::uint32_t> set;
  for (const std::string_view text : texts) set.insert(static_cast<std::uint32_t>(sketch_hash(text)));
  return {set.begin(), set.end()};
}

TEST(Sketch, shingles_are_the_hashes_of_five_words_in_lower_case) {
  EXPECT_EQ(sketch_of("One-two three.four\nFive,six").shingles,
            hashes({"one two three four five", "two three four five six"}));
  EXPECT_EQ(sketch_of("a a a a a a a a").shingles, hashes({"a a a a a"}));
  EXPECT_EQ(sketch_of("\xC3\x84 B_1 0 x#Y").shingles, hashes({"\xC3\x84 b_1 0 x y"}));
}

// As BigCode's re.split(r"\W", text.lower()) has it.
TEST(Sketch, signs_in_a_row_have_empty_words_between_them) {
  EXPECT_EQ(sketch_of("f(x):\n  y").shingles, hashes({"f x   ", "x    ", "    y"}));
  EXPECT_EQ(sketch_of("a b c d ").shingles, hashes({"a b c d "}));
}

TEST(Sketch, files_of_a_handful_of_words_have_neither_shingles_nor_a_signature) {
  for (const std::string_view text : {"", "\n\n", "import os", "a b c d", "((((((", "\xEF\xBB\xBF", "\n\n\n\n\n\n"}) {
    const Sketch sketch = sketch_of(text);
    EXPECT_EQ(sketch, (Sketch{sha256(text), sketch.normalised, 0, {}, 0, {}})) << text;
  }
  EXPECT_EQ(sketch_of("a b c d e").shingle_count, 1U);
}

// Stored sketches hold these values: they change with sketch_version() and not otherwise.
TEST(Sketch, values_are_those_of_version_one) {
  EXPECT_EQ(sketch_version(), "oyer.sketch/1");
  EXPECT_EQ(sketch_hash(""), 0x2d06800538d394c2ULL);  // XXH3's own published vector
  const Sketch sketch = sketch_of("def f(a, b):\n    return a + b  # sum\n", 7);
  EXPECT_EQ(sketch.shape, 7U);
  EXPECT_EQ(sketch.normalised, sketch_hash("def f(a,b):return a+b#sum"));
  EXPECT_EQ(sketch.shingle_count, 14U);
  std::string bytes;
  for (const std::uint32_t value : sketch.minhash) bytes += std::to_string(value) + ' ';
  EXPECT_EQ(to_string(sha256(bytes)), "f1733adc33e0447c9f5b4593ad4aeae502a794ac90ff4c66d87c74d12d2c800b");
}

std::uint64_t normalised(std::string_view text, std::vector<Piece> comments = {}) {
  return sketch_of(text, 0, comments).normalised;
}

TEST(Sketch, normalised_hash_is_blind_to_white_space_that_parts_no_words) {
  const std::uint64_t plain = normalised("if (a) {\n  return b;\n}\n");
  EXPECT_EQ(plain, sketch_hash("if(a){return b;}"));
  EXPECT_EQ(normalised("if(a)\n{\r\n\treturn\n\n   b ; }"), plain);
  EXPECT_EQ(normalised("\xEF\xBB\xBFif (a) { return b; }"), plain);
  EXPECT_NE(normalised("if (a) { returnb; }"), plain);
  EXPECT_NE(normalised("If (a) { return b; }"), plain);
  EXPECT_EQ(normalised(" \v\f\t\r\n"), sketch_hash(""));
}

TEST(Sketch, normalised_hash_leaves_out_the_comments_it_is_given) {
  const std::string_view text = "a = 1  # one\nreturn/* */b # end";
  EXPECT_EQ(normalised(text, {{7, 12}, {19, 24}, {26, 31}}), sketch_hash("a=1 return b"));
  EXPECT_EQ(normalised(text, {{0, 31}}), sketch_hash(""));
  EXPECT_EQ(sketch_of(text, 0, std::vector<Piece>{{0, 31}}).shingles, sketch_of(text).shingles);
}

TEST(Minhash, every_vector_unit_gives_the_same_least_values) {
  std::vector<std::uint32_t> shingles;
  for (std::uint32_t i = 0; i < 1000; ++i) shingles.push_back(static_cast<std::uint32_t>(sketch_hash("x", i)));
  for (const std::size_t count : {1U, 2U, 3U, 17U, 1000U}) {
    const std::span some = std::span(shingles).first(count);
    std::set<detail::Signature> signatures;
    for (const auto& form : detail::minhash_forms()) {
      detail::Signature signature;
      signature.fill(0xFFFFFFFFU);
      form.lower(some, signature);
      signatures.insert(signature);
    }
    ASSERT_EQ(signatures.size(), 1U);
    // Of a part and of the rest, the least is that of the whole.
    detail::Signature parts;
    parts.fill(0xFFFFFFFFU);
    detail::lower_signature(some.first(1), parts);
    detail::lower_signature(some.subspan(1), parts);
    EXPECT_EQ(parts, *signatures.begin());
  }
}

TEST(SortNumbers, sorts_few_and_many) {
  for (const std::size_t count : {0U, 1U, 299U, 300U, 5000U}) {
    std::vector<std::uint32_t> numbers = {};
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(static_cast<std::uint32_t>(sketch_hash("n", i / 2)));
    if (count > 2) numbers[0] = 0, numbers[1] = 0xFFFFFFFFU;
    std::vector<std::uint32_t> expected = numbers;
    std::sort(expected.begin(), expected.end());
    detail::sort_numbers(numbers);
    EXPECT_EQ(numbers, expected);
  }
}

TEST(Jaccard, counts_what_both_have_over_what_either_has) {
  using Set = std::vector<std::uint32_t>;
  EXPECT_EQ(jaccard(Set{1, 2, 3, 4}, Set{3, 4, 5}), 2.0 / 5);
  EXPECT_EQ(jaccard(Set{1, 2}, Set{1, 2}), 1.0);
  EXPECT_EQ(jaccard(Set{1, 2}, Set{3, 0xFFFFFFFFU}), 0.0);
  EXPECT_EQ(jaccard(Set{}, Set{1}), 0.0);
  EXPECT_EQ(jaccard(Set{}, Set{}), 1.0);
}

// Over 200 pairs at each similarity the mean error of 256 permutations must be that of 256 independent ones:
// unbiased within four standard errors, and of the variance j (1 - j) / 256 within a third.
TEST(Minhash, estimates_jaccard_with_the_variance_of_independent_permutations) {
  for (const std::size_t shared : {100U, 300U, 500U, 700U, 900U}) {
    double sum = 0, squares = 0, similarity = 0;
    constexpr int pairs = 200;
    for (int pair = 0; pair < pairs; ++pair) {
      std::vector<std::uint32_t> a, b;
      for (std::uint64_t i = 0; i < 1000; ++i) {
        const auto value = static_cast<std::uint32_t>(sketch_hash("w", i * 1000 + static_cast<std::uint64_t>(pair)));
        if (i < shared || i % 2 == 0) a.push_back(value);
        if (i < shared || i % 2 == 1) b.push_back(value);
      }
      std::sort(a.begin(), a.end());
      std::sort(b.begin(), b.end());
      similarity = jaccard(a, b);
      const double error = estimated_jaccard(minhash_of(a), minhash_of(b)) - similarity;
      sum += error;
      squares += error * error;
    }
    const double variance = similarity * (1 - similarity) / 256;
    EXPECT_LT(std::abs(sum / pairs), 4 * std::sqrt(variance / pairs)) << similarity;
    EXPECT_NEAR(squares / pairs / variance, 1, 0.34) << similarity;
  }
}

TEST(Sketch, comes_back_from_its_bytes) {
  for (const std::string_view text : {"", "a b c", "a b c d e f g h i j", "one two three four five"}) {
    Sketch sketch = sketch_of(text, 99);
    const auto back = decode_sketch(encode_sketch(sketch));
    ASSERT_TRUE(back.has_value()) << to_string(back.error());
    EXPECT_EQ(*back, sketch);
    const std::string lean = encode_sketch(sketch, Shingles::left_out);
    EXPECT_EQ(lean.size(), sketch.shingles.empty() ? 53U : 1077U);
    sketch.shingles.clear();
    EXPECT_EQ(decode_sketch(lean).value(), sketch);
  }
}

TEST(Sketch, other_bytes_are_refused) {
  const std::string good = encode_sketch(sketch_of("a b c d e f g h i j"));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(decode_sketch(std::string_view(good).substr(0, size)).error().kind, Error::Kind::corrupt) << size;
  EXPECT_EQ(decode_sketch(good + "x").error().what, "a stored sketch has the wrong length; make it anew");
  std::string flag = good, order = good, count = good;
  flag[0] = 4;
  order.replace(order.size() - 8, 4, order.substr(order.size() - 4));
  count[49] = '\xFF', count[52] = '\xFF';
  EXPECT_EQ(decode_sketch(flag).error().what, "a stored sketch is of another kind; make it anew");
  EXPECT_EQ(decode_sketch(order).error().what, "a stored sketch has shingles out of order; make it anew");
  EXPECT_EQ(decode_sketch(count).error().what, "a stored sketch has the wrong length; make it anew");
}

TEST(Sketch, hostile_texts_are_sketched_in_bounds) {
  const std::string parens(200'000, '('), nuls(100'000, '\0'), line(1'000'000, 'a'), bytes(100'000, '\xFF');
  for (const std::string& text : {parens, nuls, line, bytes}) EXPECT_THAT(sketch_of(text).shingles, IsEmpty());
  std::string letters;
  for (int i = 0; i < 50'000; ++i) letters += "a<";
  EXPECT_EQ(sketch_of(letters).shingles.size(), 2U);
}

}  // namespace
}  // namespace oyer::datasets
