#include "datasets/detail/words.h"

namespace oyer::datasets::detail {

Words words_of(std::string_view text) {
  Words words;
  words.joined.resize(text.size() + 1);  // one byte for each of a word, one for each of what parts words or the end
  words.pieces.reserve(text.size() / 6);
  char* const start = words.joined.data();
  char* out = start;
  const char* in = text.data();
  const char* const end = in + text.size();
  while (true) {
    while (in != end && word_byte(*in) == 0) ++in;
    if (in == end) break;
    char* const begin = out;
    for (char c = 0; in != end && (c = word_byte(*in)) != 0; ++in) *out++ = c;
    words.pieces.push_back({static_cast<std::uint32_t>(begin - start), static_cast<std::uint32_t>(out - start)});
    *out++ = ' ';
  }
  words.joined.resize(static_cast<std::size_t>(out - start));
  return words;
}

std::vector<std::uint32_t> word_places(std::string_view text) {
  std::vector<std::uint32_t> places;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (word_byte(text[at]) != 0 && (at == 0 || word_byte(text[at - 1]) == 0))
      places.push_back(static_cast<std::uint32_t>(at));
  return places;
}

}  // namespace oyer::datasets::detail
