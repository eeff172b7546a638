// BytePairs: byte-level byte pair encoding, as far as it takes to count.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace oyer::datasets::detail {

class BytePairs {
 public:
  // The "model" of a tokenizer.json. unsupported, invalid_input.
  static Result<BytePairs> of(const json::object& model);

  // Tokens of one piece of text. Merges go by rank, of equals from the left. At most n log n steps for n bytes.
  std::uint64_t count(std::string_view piece) const;

 private:
  struct Merge {
    std::uint32_t rank = 0, token = 0;
  };
  static std::uint64_t pair(std::uint32_t left, std::uint32_t right) { return std::uint64_t{left} << 32U | right; }
  const Merge* merge_of(std::uint32_t left, std::uint32_t right) const;
  std::uint64_t count_short(std::vector<std::uint32_t>& tokens) const;
  std::uint64_t count_long(std::vector<std::uint32_t>& tokens) const;
  Status add_merge(const json::value& merge, std::uint32_t rank,
                   const std::unordered_map<std::string, std::uint32_t>& vocabulary);

  std::array<std::uint32_t, 256> bytes_{};           // the token of each byte
  std::unordered_map<std::uint64_t, Merge> merges_;  // never iterated
  std::unordered_set<std::string> whole_;            // pieces that are a token as they stand (ignore_merges)
};

}  // namespace oyer::datasets::detail
