// Quantities with their unit in the type: Bytes, Nanos, Millis, and how a person writes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace oyer {

using Nanos = std::chrono::nanoseconds;
using Millis = std::chrono::milliseconds;

struct Bytes {
  std::uint64_t count = 0;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

consteval Bytes operator""_KiB(unsigned long long n) { return {n << 10U}; }
consteval Bytes operator""_MiB(unsigned long long n) { return {n << 20U}; }
consteval Bytes operator""_GiB(unsigned long long n) { return {n << 30U}; }

// "256MiB", "1GiB", "4096" (bytes), "10kB" (decimal). invalid_input names the text and the accepted forms.
Result<Bytes> parse_bytes(std::string_view text);

// "2s", "1.5s", "250ms", "2" (seconds), "1m". invalid_input names the text and the accepted forms.
Result<Nanos> parse_duration(std::string_view text);

// "256 MiB", "1.5 KiB", "12 B".
std::string to_string(Bytes bytes);

// "1.25 s", "37 ms", "210 us".
std::string to_string(Nanos duration);

}  // namespace oyer
