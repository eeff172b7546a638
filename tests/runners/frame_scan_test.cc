#include "runners/frame_scan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/support/python.h"

namespace oyer::runners {
namespace {

using std::string_literals::operator""s;

int scan(const std::string& bytes, oyer_frame_limits limits = oyer_frame_default_limits) {
  return oyer_frame_scan(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), &limits, nullptr);
}

oyer_frame_stats stats_of(const std::string& bytes) {
  oyer_frame_stats stats;
  EXPECT_EQ(oyer_frame_scan(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                            &oyer_frame_default_limits, &stats),
            OYER_FRAME_OK);
  return stats;
}

std::string u32(std::uint32_t n) {
  return {static_cast<char>(n), static_cast<char>(n >> 8), static_cast<char>(n >> 16), static_cast<char>(n >> 24)};
}
std::string integer(std::uint32_t n) { return "i" + u32(n); }
std::string list_of(std::uint32_t n, const std::string& items) { return "[" + u32(n) + items; }

TEST(FrameScan, every_plain_type_is_accepted) {
  for (const std::string& frame : {"N"s,
                                   "T"s,
                                   "F"s,
                                   integer(7),
                                   "l" + u32(2) + "\x01\x00\x01\x00"s,
                                   "l" + u32(0xFFFFFFFF) + "\x01\x00"s,
                                   "g12345678"s,
                                   "y1234567890123456"s,
                                   "s" + u32(3) + "\xff\x00x"s,
                                   "u" + u32(2) + "\xc3\xa9",
                                   "t" + u32(0),
                                   "a" + u32(1) + "x",
                                   "A" + u32(1) + "x",
                                   "z\x01x"s,
                                   "Z\x01x"s,
                                   "(" + u32(1) + "N",
                                   ")\x02TF"s,
                                   list_of(2, "NN"),
                                   "<" + u32(1) + "N",
                                   ">" + u32(0),
                                   "{NT0"s,
                                   "{0"s}) {
    EXPECT_EQ(scan(frame), OYER_FRAME_OK) << testing::PrintToString(frame);
  }
}

TEST(FrameScan, code_slices_text_floats_and_old_types_are_refused) {
  for (const char type : std::string("cf:xIRSQ.0?\0@", 13)) {
    EXPECT_EQ(scan(std::string(1, type) + std::string(64, '\0')), OYER_FRAME_TYPE) << type;
  }
}

TEST(FrameScan, every_prefix_of_a_frame_is_truncated_and_every_suffix_byte_trails) {
  const std::string frame = "(" + u32(4) + integer(1) + "{z\x01kg12345678"s + "0" +
                            list_of(1, "l" + u32(1) + "\x07\x00"s) + "u" + u32(1) + "x";
  EXPECT_EQ(scan(frame), OYER_FRAME_OK);
  for (std::size_t n = 0; n < frame.size(); ++n) EXPECT_EQ(scan(frame.substr(0, n)), OYER_FRAME_TRUNCATED) << n;
  EXPECT_EQ(scan(frame + "N"), OYER_FRAME_TRAILING);
}

TEST(FrameScan, a_claim_beyond_the_frame_is_refused_before_it_costs_anything) {
  for (const char type : std::string("([<>suta")) {
    EXPECT_EQ(scan(std::string(1, type) + u32(0x7fffffff) + "NNNN"), OYER_FRAME_TRUNCATED) << type;
    EXPECT_EQ(scan(std::string(1, type) + u32(0xffffffff) + "NNNN"), OYER_FRAME_TRUNCATED) << type;
  }
  EXPECT_EQ(scan("l" + u32(100) + "\x01\x00"s), OYER_FRAME_TRUNCATED);
}

TEST(FrameScan, integers_must_be_normal_and_within_their_bits) {
  EXPECT_EQ(scan("l" + u32(0)), OYER_FRAME_INTEGER);
  EXPECT_EQ(scan("l" + u32(0x80000000) + "\x01\x00"s), OYER_FRAME_INTEGER);
  EXPECT_EQ(scan("l" + u32(1) + "\x00\x80"s), OYER_FRAME_INTEGER);
  EXPECT_EQ(scan("l" + u32(2) + "\x01\x00\x00\x00"s), OYER_FRAME_INTEGER);
  oyer_frame_limits limits = oyer_frame_default_limits;
  limits.integer_bits = 30;
  EXPECT_EQ(scan("l" + u32(2) + "\x01\x00\xff\x7f"s, limits), OYER_FRAME_OK);
  EXPECT_EQ(scan("l" + u32(3) + "\x01\x00\x00\x00\x01\x00"s, limits), OYER_FRAME_TOO_WIDE);
}

TEST(FrameScan, text_must_be_utf8_but_may_hold_surrogates) {
  EXPECT_EQ(scan("u" + u32(3) + "\xed\xa0\x80"), OYER_FRAME_OK);
  for (const std::string& text :
       {"\xff"s, "\xc0\x80"s, "\xc3"s, "\xe0\x80\x80"s, "\xf0\x80\x80\x80"s, "\xf4\x90\x80\x80"s, "a\x80"s}) {
    EXPECT_EQ(scan("u" + u32(static_cast<std::uint32_t>(text.size())) + text), OYER_FRAME_TEXT);
  }
  EXPECT_EQ(scan("a" + u32(2) + "\xc3\xa9"), OYER_FRAME_TEXT);
  EXPECT_EQ(scan("z\x01\x80"s), OYER_FRAME_TEXT);
}

TEST(FrameScan, references_go_to_complete_values_only) {
  EXPECT_EQ(scan(list_of(2, "\xe9"s + u32(5) + "r" + u32(0))), OYER_FRAME_OK);
  EXPECT_EQ(scan("r" + u32(0)), OYER_FRAME_REFERENCE);
  EXPECT_EQ(scan(list_of(1, "r" + u32(0))), OYER_FRAME_REFERENCE);
  EXPECT_EQ(scan("\xdb"s + u32(1) + "r" + u32(0)), OYER_FRAME_REFERENCE) << "a list that holds itself";
  EXPECT_EQ(scan("\xa9"s + "\x01r"s + u32(0)), OYER_FRAME_REFERENCE) << "a tuple that holds itself";
  EXPECT_EQ(scan("\xce"), OYER_FRAME_TYPE) << "None is never referred to";
  EXPECT_EQ(scan(list_of(1, "\xf2"s + u32(0))), OYER_FRAME_TYPE) << "a reference to a reference";
}

TEST(FrameScan, what_cannot_be_hashed_may_not_stand_where_hashing_happens) {
  EXPECT_EQ(scan("<" + u32(1) + list_of(0, "")), OYER_FRAME_UNHASHABLE);
  EXPECT_EQ(scan("{" + list_of(0, "") + "N0"), OYER_FRAME_UNHASHABLE);
  EXPECT_EQ(scan(">" + u32(1) + ")\x01{0"s), OYER_FRAME_UNHASHABLE);
  EXPECT_EQ(scan(")\x02\xdb"s + u32(0) + "<" + u32(1) + "r" + u32(0)), OYER_FRAME_UNHASHABLE);
  EXPECT_EQ(scan("{N" + list_of(0, "") + "0"), OYER_FRAME_OK);
  EXPECT_EQ(scan("<" + u32(1) + ">" + u32(0)), OYER_FRAME_OK);
}

TEST(FrameScan, null_only_ends_a_dict_behind_a_value) {
  EXPECT_EQ(scan("{N0"), OYER_FRAME_TYPE);
  EXPECT_EQ(scan(list_of(1, "0")), OYER_FRAME_TYPE);
  EXPECT_EQ(scan("0"), OYER_FRAME_TYPE);
}

TEST(FrameScan, ellipsis_opens_a_tag_and_stands_nowhere_else) {
  EXPECT_EQ(stats_of(")\x02.z\x03"
                     "Tag"s)
                .tagged,
            1U);
  EXPECT_EQ(scan("."), OYER_FRAME_TYPE);
  EXPECT_EQ(scan(")\x01."s), OYER_FRAME_TYPE);
  EXPECT_EQ(scan(")\x02N."s), OYER_FRAME_TYPE);
  EXPECT_EQ(scan(")\x02.N"s), OYER_FRAME_TYPE) << "the name must be a str";
  EXPECT_EQ(scan(list_of(2, ".z\x01x"s)), OYER_FRAME_TYPE);
}

TEST(FrameScan, depth_is_counted_through_references) {
  oyer_frame_limits limits = oyer_frame_default_limits;
  limits.depth = 3;
  EXPECT_EQ(scan(list_of(1, list_of(1, list_of(0, ""))), limits), OYER_FRAME_OK);
  EXPECT_EQ(scan(list_of(1, list_of(1, list_of(1, list_of(0, "")))), limits), OYER_FRAME_TOO_DEEP);
  // Three lists side by side, each holding the one before by reference: written flat, four deep.
  const std::string chain = "\xdb"s + u32(0) + "\xdb"s + u32(1) + "r" + u32(0) + "\xdb"s + u32(1) + "r" + u32(1);
  EXPECT_EQ(scan(list_of(3, chain), limits), OYER_FRAME_TOO_DEEP);
  limits.depth = 4;
  EXPECT_EQ(scan(list_of(3, chain), limits), OYER_FRAME_OK);
}

TEST(FrameScan, billion_laughs_are_counted_in_full) {
  std::string frame = "\xdb"s + u32(0);
  std::string items = frame;
  const std::uint32_t levels = 40;
  for (std::uint32_t i = 0; i + 1 < levels; ++i) items += "\xdb"s + u32(2) + "r" + u32(i) + "r" + u32(i);
  EXPECT_EQ(scan(list_of(levels, items)), OYER_FRAME_TOO_MANY);
}

TEST(FrameScan, nodes_and_bytes_have_limits_of_their_own) {
  oyer_frame_limits limits = oyer_frame_default_limits;
  limits.nodes = 4;
  EXPECT_EQ(scan(list_of(3, "NNN"), limits), OYER_FRAME_OK);
  EXPECT_EQ(scan(list_of(4, "NNNN"), limits), OYER_FRAME_TOO_MANY);
  limits.bytes = 8;
  EXPECT_EQ(scan(list_of(3, "NNN"), limits), OYER_FRAME_OK);
  EXPECT_EQ(scan(list_of(4, "NNNN"), limits), OYER_FRAME_TOO_LONG);
}

// The counts that the scan gives are those of the value, so what Python writes must scan, and scan to that size.
TEST(FrameScan, what_python_writes_is_accepted_with_its_size) {
  const auto run = test::run_python(R"(
import marshal, sys
x = [1, "a"]
value = {"k": (1.5, 2j, None, True), 2: [x, x, {3, 4}], b"b": frozenset(["é", "\ud800"]), -2**70: [[], (), {}]}
sys.stdout.buffer.write(marshal.dumps(value, 4))
)");
  ASSERT_EQ(run.status, 0) << run.err;
  const oyer_frame_stats stats = stats_of(run.out);
  EXPECT_EQ(stats.nodes, 1U + 4 + 5 + 10 + 3 + 4);
  EXPECT_EQ(stats.tagged, 0U);
  EXPECT_EQ(stats.depth, 3U);
  EXPECT_EQ(stats.stopped_at, run.out.size());
}

TEST(FrameScan, error_names_are_stable) {
  EXPECT_STREQ(oyer_frame_error_name(OYER_FRAME_OK), "ok");
  EXPECT_STREQ(oyer_frame_error_name(OYER_FRAME_UNHASHABLE), "unhashable");
  EXPECT_STREQ(oyer_frame_error_name(OYER_FRAME_MEMORY), "memory");
  EXPECT_STREQ(oyer_frame_error_name(99), "unknown");
}

}  // namespace
}  // namespace oyer::runners
