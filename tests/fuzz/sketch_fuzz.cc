// rooms: datasets parsers base
// Any bytes as a source text: the sketch keeps its promises, and a copy with other white space is normalised-equal.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "datasets/corpus/dedup.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace datasets = oyer::datasets;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const datasets::Sketch sketch = datasets::sketch_of(text, size % 3);
  if (sketch.shingles.size() != sketch.shingle_count || sketch.shingles.size() > size) std::abort();
  if (!std::is_sorted(sketch.shingles.begin(), sketch.shingles.end())) std::abort();
  if (sketch.minhash.size() != (sketch.shingles.empty() ? 0 : datasets::sketch_permutations)) std::abort();
  std::string spaced;
  for (const char c : text) spaced += c == ' ' ? std::string("\n\t") : std::string(1, c);
  const datasets::Sketch other = datasets::sketch_of(spaced, size % 3);
  if (other.normalised != sketch.normalised) std::abort();
  const auto comment = static_cast<std::uint32_t>(size / 2);
  datasets::sketch_of(text, 0, std::vector<oyer::Piece>{{0, comment}, {comment, comment}});
  const auto back = datasets::decode_sketch(datasets::encode_sketch(sketch));
  if (!back || !(*back == sketch)) std::abort();
  if (const auto foreign = datasets::decode_sketch(text); foreign && datasets::encode_sketch(*foreign) != text) {
    if (datasets::encode_sketch(*foreign, datasets::Shingles::left_out) != text) std::abort();
  }
  const auto clusters = datasets::deduplicate({{"b", &other, 0, 0, "r", "p"}, {"a", &sketch, 0, 0, "r", "p"}});
  if (clusters.size() != 1 || clusters[0].survivor != "a" || clusters[0].members.size() != 1) std::abort();
  return 0;
}
