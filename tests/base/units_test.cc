#include "base/units.h"

#include <gtest/gtest.h>

#include "tests/support/result.h"

namespace oyer {
namespace {

using namespace std::chrono_literals;
using test::outcome_of;

Bytes size_of(std::string_view text) {
  const Result<Bytes> size = parse_bytes(text);
  EXPECT_EQ(outcome_of(size), "ok") << text;
  return size.value_or(Bytes{12345678987654321});
}

Nanos time_of(std::string_view text) {
  const Result<Nanos> time = parse_duration(text);
  EXPECT_EQ(outcome_of(time), "ok") << text;
  return time.value_or(Nanos(-1));
}

TEST(Units, sizes_are_read_in_every_form_a_person_writes) {
  EXPECT_EQ(size_of("0"), Bytes{0});
  EXPECT_EQ(size_of("4096"), Bytes{4096});
  EXPECT_EQ(size_of("12B"), Bytes{12});
  EXPECT_EQ(size_of("10kB"), Bytes{10'000});
  EXPECT_EQ(size_of("3MB"), Bytes{3'000'000});
  EXPECT_EQ(size_of("2GB"), Bytes{2'000'000'000});
  EXPECT_EQ(size_of("64KiB"), 64_KiB);
  EXPECT_EQ(size_of("256MiB"), 256_MiB);
  EXPECT_EQ(size_of("1.5GiB"), Bytes{(1_GiB).count * 3 / 2});
  EXPECT_EQ(size_of("512M"), 512_MiB);
  EXPECT_EQ(size_of("1e3"), Bytes{1000});
}

TEST(Units, a_size_that_is_none_is_refused_with_the_forms_that_are) {
  for (const std::string_view text : {"", "MiB", "-1", "1 MiB", "12mib", "0x10", "1MiBB", "nan", "inf", "1e30GiB",
                                      "1,5K", "999999999999G", " 1", "1e"}) {
    EXPECT_EQ(outcome_of(parse_bytes(text)),
              "invalid_input: '" + std::string(text) + "' is not a size; write for example 256MiB, 1GiB or 4096");
  }
}

TEST(Units, durations_are_read_in_every_form_a_person_writes) {
  EXPECT_EQ(time_of("2"), 2s);
  EXPECT_EQ(time_of("2s"), 2s);
  EXPECT_EQ(time_of("1.5s"), 1500ms);
  EXPECT_EQ(time_of("250ms"), 250ms);
  EXPECT_EQ(time_of("10us"), 10us);
  EXPECT_EQ(time_of("7ns"), 7ns);
  EXPECT_EQ(time_of("1m"), 60s);
  EXPECT_EQ(time_of("1h"), 3600s);
  EXPECT_EQ(time_of("0"), 0s);
}

TEST(Units, a_duration_that_is_none_is_refused_with_the_forms_that_are) {
  for (const std::string_view text : {"", "s", "-1s", "1 s", "1d", "nan", "inf", "1e20", "infs", "0x1s", "1.5.5s"}) {
    EXPECT_EQ(outcome_of(parse_duration(text)),
              "invalid_input: '" + std::string(text) + "' is not a duration; write for example 2s, 250ms or 1.5");
  }
}

TEST(Units, sizes_are_printed_in_the_largest_unit_that_fits) {
  EXPECT_EQ(to_string(Bytes{0}), "0 B");
  EXPECT_EQ(to_string(Bytes{1023}), "1023 B");
  EXPECT_EQ(to_string(1_KiB), "1 KiB");
  EXPECT_EQ(to_string(Bytes{1536}), "1.5 KiB");
  EXPECT_EQ(to_string(256_MiB), "256 MiB");
  EXPECT_EQ(to_string(1_GiB), "1 GiB");
  EXPECT_EQ(to_string(2048_GiB), "2 TiB");
  EXPECT_EQ(to_string(4096000_GiB), "4000 TiB");
}

TEST(Units, durations_are_printed_in_seconds_milliseconds_or_microseconds) {
  EXPECT_EQ(to_string(Nanos(1250ms)), "1.25 s");
  EXPECT_EQ(to_string(Nanos(37ms)), "37 ms");
  EXPECT_EQ(to_string(Nanos(210us)), "210 us");
  EXPECT_EQ(to_string(Nanos(0)), "0 us");
}

}  // namespace
}  // namespace oyer
