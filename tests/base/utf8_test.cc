#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace oyer {
namespace {

// The encoding of a code point, written apart from the code under test.
std::string encode(unsigned long point) {
  const auto byte = [](unsigned long bits) { return static_cast<char>(bits); };
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80UL | ((point >> shift) & 0x3FUL)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6U), tail(0)};
  if (point < 0x10000) return {byte(0xE0 | point >> 12U), tail(6), tail(0)};
  return {byte(0xF0 | point >> 18U), tail(12), tail(6), tail(0)};
}

TEST(Utf8, exactly_the_scalar_values_are_well_formed) {
  for (unsigned long point = 0; point <= 0x1FFFFF; ++point) {
    const bool scalar = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    const std::string bytes = encode(point);
    ASSERT_EQ(is_utf8(bytes), scalar) << std::hex << point;
    ASSERT_EQ(utf8_sequence(bytes, 0), scalar ? bytes.size() : 0) << std::hex << point;
  }
}

TEST(Utf8, overlong_cut_and_stray_bytes_are_refused) {
  for (const std::string_view bytes :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\x80", "\xBF",
        "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2(\xA1", "\xFE", "\xFF", "\xF8\x88\x80\x80\x80",
        "good \xC3\xA9 then \xFF"}) {
    EXPECT_FALSE(is_utf8(bytes));
  }
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, a_sequence_is_judged_where_it_starts) {
  const std::string_view bytes = "a\xC3\xA9\xF0\x9F\x98\x80";
  EXPECT_EQ(utf8_sequence(bytes, 0), 1U);
  EXPECT_EQ(utf8_sequence(bytes, 1), 2U);
  EXPECT_EQ(utf8_sequence(bytes, 2), 0U);
  EXPECT_EQ(utf8_sequence(bytes, 3), 4U);
}

}  // namespace
}  // namespace oyer
