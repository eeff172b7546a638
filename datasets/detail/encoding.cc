#include "datasets/detail/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"
#include "datasets/detail/byte_vectors.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf", little_mark = "\xff\xfe", big_mark = "\xfe\xff";
constexpr std::string_view little32_mark = std::string_view("\xff\xfe\0\0", 4);

std::uint8_t byte(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

struct Census {
  std::size_t nul_even = 0, nul_odd = 0;   // places of NULs
  std::size_t control = 0;                 // other than white space, escape and form feed
  std::size_t high = 0, in_high_runs = 0;  // bytes above 127; those in runs of three and more
};

// Where bytes above 127 or NULs are: rare enough to be counted in a second walk.
void count_odd_bytes(std::string_view bytes, Census& census) {
  std::size_t run = 0;
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    const std::uint8_t b = i < bytes.size() ? byte(bytes, i) : 0x20;
    if (b >= 0x80) {
      ++run;
      continue;
    }
    census.high += run;
    if (run >= 3) census.in_high_runs += run;
    run = 0;
    if (b == 0) ++(i % 2 == 0 ? census.nul_even : census.nul_odd);
  }
}

Census census_of(std::string_view bytes) {
  constexpr std::size_t stretch = LaneCount::most * lanes;
  Census census;
  Bytes16 high{}, nul{};
  for (std::size_t from = 0; from < bytes.size(); from += stretch) {
    LaneCount control;
    const std::size_t end = std::min(from + stretch, bytes.size());
    for (std::size_t at = from; at < end; at += lanes) {
      const Bytes16 lane = load(bytes, at);
      control.add((within(lane, 1, 7) | within(lane, 0x0e, 18) | equal(lane, 0x7f)) & ~equal(lane, 0x1b));
      high |= lane;
      if (bytes.size() - at >= lanes) nul |= equal(lane, 0);
    }
    census.control += control.take();
  }
  const std::size_t rest = bytes.size() - bytes.size() % lanes;
  bool odd = bytes.find('\0', rest) != std::string_view::npos;
  for (std::size_t i = 0; i < lanes; ++i) odd = odd || high[i] >= 0x80 || nul[i] != 0;
  if (odd) count_odd_bytes(bytes, census);
  return census;
}

// UTF-16 without its mark: text that is mostly ASCII has a NUL in nearly every other byte and none in the rest.
std::string_view unmarked_utf16(const Census& census, std::size_t size) {
  if (size % 2 != 0 || size < 8) return "binary";
  const std::size_t units = size / 2;
  if (census.nul_odd * 10 >= units * 8 && census.nul_even == 0) return "utf-16le";
  if (census.nul_even * 10 >= units * 8 && census.nul_odd == 0) return "utf-16be";
  return "binary";
}

constexpr std::array<char16_t, 32> windows_1252 = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                                   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

std::string from_latin(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto b = static_cast<std::uint8_t>(c);
    append_utf8(out, b >= 0x80 && b < 0xa0 ? windows_1252[b - 0x80U] : b);
  }
  return out;
}

std::optional<std::string> from_utf16(std::string_view bytes, bool little) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t at) {
    const unsigned first = byte(bytes, at), second = byte(bytes, at + 1);
    return little ? first | second << 8U : first << 8U | second;
  };
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t code = unit(i);
    if (code >= 0xdc00 && code < 0xe000) return std::nullopt;
    if (code >= 0xd800 && code < 0xdc00) {
      if (i + 4 > bytes.size()) return std::nullopt;
      const char32_t low = unit(i + 2);
      if (low < 0xdc00 || low >= 0xe000) return std::nullopt;
      code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
      i += 2;
    }
    append_utf8(out, code);
  }
  return out;
}

std::string_view without_mark(std::string_view bytes, std::string_view mark) {
  return bytes.starts_with(mark) ? bytes.substr(mark.size()) : bytes;
}

}  // namespace

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t value) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(value))); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6U);
  } else {
    if (code < 0x10000) {
      put(0xe0 | code >> 12U);
    } else {
      put(0xf0 | code >> 18U);
      put(0x80 | (code >> 12U & 0x3f));
    }
    put(0x80 | (code >> 6U & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

std::string_view encoding_of(std::string_view bytes) {
  if (bytes.starts_with(little32_mark)) return "binary";
  if (bytes.starts_with(little_mark) || bytes.starts_with(big_mark)) {
    const bool little = bytes.starts_with(little_mark);
    if (!from_utf16(bytes, little)) return "binary";
    return little ? "utf-16le" : "utf-16be";
  }
  const Census census = census_of(bytes);
  if (census.nul_even + census.nul_odd > 0) {
    const auto guess = unmarked_utf16(census, bytes.size());
    return guess != "binary" && decode(bytes, guess) ? guess : "binary";
  }
  if (census.high == 0 || is_utf8(bytes)) {
    if (census.control * 10 > bytes.size()) return "binary";
    return bytes.starts_with(utf8_mark) ? "utf-8-bom" : "utf-8";
  }
  if (census.control * 100 > bytes.size()) return "binary";
  return census.in_high_runs * 2 > census.high ? "unknown-8bit" : "latin-1";
}

std::optional<std::string> decode(std::string_view bytes, std::string_view encoding) {
  if (encoding == "utf-8" || encoding == "utf-8-bom") {
    if (!is_utf8(bytes)) return std::nullopt;
    return std::string(without_mark(bytes, utf8_mark));
  }
  if (encoding == "utf-16le") return from_utf16(without_mark(bytes, little_mark), true);
  if (encoding == "utf-16be") return from_utf16(without_mark(bytes, big_mark), false);
  if (encoding == "latin-1") return from_latin(bytes);
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
