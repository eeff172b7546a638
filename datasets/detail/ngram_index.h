// Word n-grams of many texts ("parts"), and the runs of words that a file has in common with them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace oyer::datasets::detail {

// XXH3-64 of each word of a text.
std::vector<std::uint64_t> word_hashes(std::string_view text);

class NgramIndex {
 public:
  struct Run {
    std::uint32_t part = 0;
    std::uint32_t part_begin = 0, file_begin = 0;  // words
    std::uint32_t words = 0;                       // >= n
  };

  // `n` >= 1 words make an n-gram. `common`: in how many groups of one family an n-gram must occur to be no evidence;
  // 0 for never.
  NgramIndex(std::size_t n, std::size_t common) : n_(n), common_(common) {}

  // Parts are numbered from 0. Groups (items) and families (benchmarks) are the caller's numbers.
  void add(std::string_view text, std::uint32_t group, std::uint32_t family);
  void add_plain(std::string_view text);  // its n-grams are no evidence
  void finish();                          // once, before runs()

  // Every longest run of words that a file's words have in common with a part and that holds an n-gram which is
  // evidence; in the order of the file's words.
  std::vector<Run> runs(std::span<const std::uint64_t> file_words) const;

  std::size_t part_words(std::uint32_t part) const { return parts_[part].words.size(); }

 private:
  struct Part {
    std::vector<std::uint64_t> words;
    std::uint32_t group = 0, family = 0;
  };
  struct Posting {
    std::uint64_t hash = 0;
    std::uint32_t part = 0, begin = 0;
    friend auto operator<=>(const Posting&, const Posting&) = default;
  };
  void drop_common();
  void make_filter();
  std::span<const Posting> find(std::uint64_t hash) const;

  std::size_t n_, common_;
  std::vector<Part> parts_;
  std::vector<std::uint64_t> plain_;   // hashes, sorted by finish()
  std::vector<Posting> postings_;      // sorted by finish()
  std::vector<std::uint64_t> filter_;  // bits: hashes that are in no posting mostly end here
};

}  // namespace oyer::datasets::detail
