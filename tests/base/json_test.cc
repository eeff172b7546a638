#include "base/json.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "tests/support/result.h"

namespace oyer {
namespace {

using test::outcome_of;

std::string reprinted(std::string_view text) {
  const auto parsed = json::parse(text);
  return parsed.has_value() ? json::print(*parsed) : outcome_of(parsed);
}

double number_of(std::string_view text) {
  const auto parsed = json::parse(text);
  EXPECT_EQ(outcome_of(parsed), "ok") << text;
  return parsed.has_value() && parsed->is_double() ? parsed->get_double() : std::nan("");
}

TEST(Json, prints_one_line_in_the_order_of_the_keys) {
  EXPECT_EQ(reprinted(" { \"z\" : [ 1 , -2.5 , true , null ] ,\n \"a\" : { } , \"m\":\"x\" } "),
            R"({"z":[1,-2.5,true,null],"a":{},"m":"x"})");
}

TEST(Json, the_last_of_two_members_with_one_key_stands) {
  EXPECT_EQ(reprinted(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(Json, integers_keep_every_digit_that_64_bits_hold) {
  EXPECT_EQ(reprinted("[-9223372036854775808,9223372036854775807,18446744073709551615,9007199254740993]"),
            "[-9223372036854775808,9223372036854775807,18446744073709551615,9007199254740993]");
}

// Each was wrong by one unit in the last place, or printed as no JSON at all, in Boost.JSON 1.81.
TEST(Json, fractions_are_the_nearest_double) {
  EXPECT_EQ(number_of("123456789012345678901"), 123456789012345678901.0);
  EXPECT_EQ(number_of("2.2250738585072011e-308"), 2.2250738585072011e-308);
  EXPECT_EQ(number_of("9007199254740993.0"), 9007199254740992.0);
  EXPECT_EQ(number_of("0.3333333333333333148296162562473909929394721984863281250000000000000001"), 0.3333333333333333);
  EXPECT_EQ(number_of("1e-400"), 0.0);
  EXPECT_TRUE(std::signbit(number_of("-1e-400")));
  EXPECT_EQ(number_of("5e-324"), std::numeric_limits<double>::denorm_min());
}

TEST(Json, a_number_beyond_a_double_is_refused) {
  EXPECT_EQ(reprinted("1e400"), "invalid_input: not JSON at byte 5: a number is out of a double's range");
  EXPECT_EQ(outcome_of(json::parse("[1,-1e309]")).substr(0, 35), "invalid_input: not JSON at byte 9: ");
}

TEST(Json, doubles_are_printed_short_and_stay_doubles) {
  EXPECT_EQ(json::print(json::array{0.1, 1.0, -0.0, 1e22, 1e300, -2.5e-7, 100000.0}),
            "[0.1,1.0,-0.0,1e+22,1e+300,-2.5e-07,1e+05]");
  EXPECT_EQ(json::print(json::array{std::nan(""), INFINITY, -INFINITY}), "[null,null,null]");
}

TEST(Json, every_double_survives_printing_and_parsing) {
  std::mt19937_64 random(20261122);
  for (int i = 0; i < 200'000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    const std::string text = json::print(number);
    const auto again = json::parse(text);
    ASSERT_TRUE(again.has_value() && again->is_double()) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(again->get_double()), std::bit_cast<std::uint64_t>(number)) << text;
  }
}

TEST(Json, control_characters_quotes_and_backslashes_are_escaped) {
  EXPECT_EQ(json::print("\"\\/\b\f\n\r\t\x01\x1f\x7f\xc3\xa9\xf0\x9f\x98\x80"),
            "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\\u007f\xc3\xa9\xf0\x9f\x98\x80\"");
  const json::value with_nul = json::string(std::string_view("a\0b", 3));
  EXPECT_EQ(json::print(with_nul), R"("a\u0000b")");
  EXPECT_EQ(*json::parse(R"("a\u0000b")"), with_nul);
}

TEST(Json, escaped_surrogate_pairs_become_one_character) {
  EXPECT_EQ(reprinted(R"("\ud83d\ude00")"), "\"\xf0\x9f\x98\x80\"");
}

TEST(Json, every_byte_is_printed_the_same_wherever_it_stands_in_a_string) {
  for (int c = 0; c < 256; ++c) {
    const std::string alone = json::print(json::string(std::string(1, static_cast<char>(c))));
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'a');
      text[at] = static_cast<char>(c);
      const std::string expected =
          '"' + std::string(at, 'a') + alone.substr(1, alone.size() - 2) + std::string(19 - at, 'a') + '"';
      ASSERT_EQ(json::print(json::string(text)), expected) << c << " at " << at;
    }
  }
}

TEST(Json, bytes_that_are_not_utf8_are_printed_as_replacement_characters) {
  EXPECT_EQ(json::print("a\xff\xc3(\xed\xa0\x80z"),
            "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

TEST(Json, text_that_is_not_json_is_refused) {
  for (const std::string_view text :
       {"",     " ",        "{",         "{\"a\":}", "{'a':1}",     "[1,]",     "{\"a\":1,}", "nul",
        "NaN",  "Infinity", "-Infinity", "01",       "1.",          ".5",       "+1",         "1 2",
        "{} x", "\"a",      "\"\n\"",    "\"\\x\"",  "\"\\ud800\"", "\"\xff\"", "// c\n1",    "\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(outcome_of(json::parse(text)).substr(0, 24), "invalid_input: not JSON ") << text;
  }
}

TEST(Json, depth_is_bounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(reprinted(nested(256)), nested(256));
  EXPECT_EQ(reprinted(nested(257)), "invalid_input: not JSON at byte 256: too deep");
  EXPECT_EQ(reprinted(nested(1'000'000)), "invalid_input: not JSON at byte 256: too deep");
}

TEST(Json, look_ups_answer_only_for_the_type_asked_for) {
  const json::object o = json::parse(R"({"s":"x","a":[1],"o":{"k":2},"n":null})")->as_object();
  EXPECT_EQ(json::view(*json::find_string(o, "s")), "x");
  EXPECT_EQ(*json::find_array(o, "a"), json::array{1});
  EXPECT_EQ(json::print(*json::find_object(o, "o")), R"({"k":2})");
  EXPECT_TRUE(json::find(o, "n")->is_null());
  EXPECT_EQ(json::find(o, "absent"), nullptr);
  EXPECT_EQ(json::find_string(o, "a"), nullptr);
  EXPECT_EQ(json::find_array(o, "o"), nullptr);
  EXPECT_EQ(json::find_object(o, "s"), nullptr);
}

TEST(Json, what_a_row_lacks_is_empty_or_nought) {
  const json::object o = json::parse(R"({"s":"x","n":7,"less":-7,"half":2.5,"big":18446744073709551615})")->as_object();
  EXPECT_EQ(json::text_in(o, "s"), "x");
  EXPECT_EQ(json::text_in(o, "n"), "");
  EXPECT_EQ(json::text_in(o, "absent"), "");
  EXPECT_EQ(json::count_in(o, "n"), 7U);
  EXPECT_EQ(json::count_in(o, "big"), 18446744073709551615U);
  for (const char* key : {"s", "less", "half", "absent"}) EXPECT_EQ(json::count_in(o, key), 0U) << key;
  EXPECT_EQ(json::number_in(o, "half"), 2.5);
  EXPECT_EQ(json::number_in(o, "less"), -7.0);
  for (const char* key : {"s", "absent"}) EXPECT_EQ(json::number_in(o, key), 0.0) << key;
}

}  // namespace
}  // namespace oyer
