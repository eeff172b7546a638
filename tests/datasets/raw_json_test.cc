#include "datasets/detail/raw_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oyer::datasets::detail {
namespace {

using ::testing::ElementsAre;

TEST(RawJson, spans_keep_what_a_double_would_lose) {
  const auto elements =
      split_array(" [ 123456789012345678901234567890 , NaN,-Infinity, [1.50, {\"a\" : [] }] , \"]\"]\r");
  ASSERT_TRUE(elements.has_value());
  EXPECT_THAT(*elements,
              ElementsAre("123456789012345678901234567890", "NaN", "-Infinity", "[1.50, {\"a\" : [] }]", "\"]\""));
}

TEST(RawJson, object_fields_come_in_order_with_decoded_keys) {
  const auto fields = split_object(R"({"b":1e5, "a\u0041\"":{"x":{}},"":null})");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(*fields, (std::vector<RawField>{{"b", "1e5"}, {"aA\"", "{\"x\":{}}"}, {"", "null"}}));
}

TEST(RawJson, empty_containers_have_no_parts) {
  EXPECT_EQ(split_array("[ ]")->size(), 0U);
  EXPECT_EQ(split_object(" {\n} ")->size(), 0U);
}

std::string reason(std::string_view text) {
  const auto value = check_value(text);
  return value.has_value() ? "accepted" : value.error().what;
}

TEST(RawJson, malformed_text_is_refused_with_its_place) {
  EXPECT_EQ(reason("[1,]"), "not JSON at byte 3: a value expected, something else found");
  EXPECT_EQ(reason("[1 2]"), "not JSON at byte 3: ',' or ']' expected, something else found");
  EXPECT_EQ(reason("{\"a\" 1}"), "not JSON at byte 5: ':' expected, something else found");
  EXPECT_EQ(reason("{\"a\":1,}"), "not JSON at byte 7: a string expected, something else found");
  EXPECT_EQ(reason("[1}"), "not JSON at byte 2: ',' or ']' expected, something else found");
  EXPECT_EQ(reason("\"abc"), "not JSON at byte 4: the end of the string expected, the end of the text found");
  EXPECT_EQ(reason("\"\\x\""), "not JSON at byte 2: an escape expected, something else found");
  EXPECT_EQ(reason("\"\\u12G4\""), "not JSON at byte 5: four hexadecimal digits expected, something else found");
  EXPECT_EQ(reason("\"\n\""), "not JSON at byte 1: an escaped control character expected, something else found");
  EXPECT_EQ(reason("1."), "not JSON at byte 2: a digit expected, the end of the text found");
  EXPECT_EQ(reason("01"), "not JSON at byte 1: the end of the text expected, something else found");
  EXPECT_EQ(reason("-"), "not JSON at byte 1: a digit expected, the end of the text found");
  EXPECT_EQ(reason("nul"), "not JSON at byte 0: a value expected, something else found");
  EXPECT_EQ(reason(""), "not JSON at byte 0: a value expected, the end of the text found");
  EXPECT_EQ(reason("1 1"), "not JSON at byte 2: the end of the text expected, something else found");
}

TEST(RawJson, twice_the_same_key_is_refused) {
  EXPECT_EQ(split_object(R"({"a":1,"\u0061":2})").error().what, "the field \"a\" occurs twice");
}

TEST(RawJson, depth_is_bounded_at_256) {
  EXPECT_TRUE(check_value(std::string(256, '[') + std::string(256, ']')).has_value());
  EXPECT_EQ(reason(std::string(257, '[') + std::string(257, ']')), "JSON nested deeper than 256");
  EXPECT_EQ(reason(std::string(10'000'000, '[')), "JSON nested deeper than 256");
}

}  // namespace
}  // namespace oyer::datasets::detail
