// Stored sketches: kind (1 byte), exact (32), normalised (8), shape (8), shingle_count (4), then the signature (1024)
// where there are shingles, then, unless they were left out, the shingles (4 each). Numbers are little-endian.
#include <algorithm>
#include <functional>

#include "datasets/corpus/sketch.h"

namespace oyer::datasets {
namespace {

constexpr char with_shingles = 1, without_shingles = 2;

template <class Number>
void put(std::string& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
}

// The next number; the caller has seen that it is there.
template <class Number>
Number take(std::string_view& bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i)
    number = static_cast<Number>(number | static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  bytes.remove_prefix(sizeof number);
  return number;
}

void take_all(std::string_view& bytes, std::size_t count, std::vector<std::uint32_t>& numbers) {
  numbers.resize(count);
  for (std::uint32_t& number : numbers) number = take<std::uint32_t>(bytes);
}

}  // namespace

std::string encode_sketch(const Sketch& sketch, Shingles shingles) {
  std::string bytes;
  bytes += shingles == Shingles::kept ? with_shingles : without_shingles;
  for (const std::uint8_t byte : sketch.exact.bytes) bytes += static_cast<char>(byte);
  put(bytes, sketch.normalised);
  put(bytes, sketch.shape);
  put(bytes, sketch.shingle_count);
  for (const std::uint32_t value : sketch.minhash) put(bytes, value);
  if (shingles == Shingles::kept)
    for (const std::uint32_t value : sketch.shingles) put(bytes, value);
  return bytes;
}

Result<Sketch> decode_sketch(std::string_view bytes) {
  constexpr std::size_t head = 1 + 32 + 8 + 8 + 4;
  constexpr const char* wrong_length = "a stored sketch has the wrong length; make it anew";
  if (bytes.size() < head) return fail(corrupt(wrong_length));
  const char kind = bytes[0];
  if (kind != with_shingles && kind != without_shingles)
    return fail(corrupt("a stored sketch is of another kind; make it anew"));
  bytes.remove_prefix(1);
  Sketch sketch;
  for (std::uint8_t& byte : sketch.exact.bytes) byte = take<std::uint8_t>(bytes);
  sketch.normalised = take<std::uint64_t>(bytes);
  sketch.shape = take<std::uint64_t>(bytes);
  sketch.shingle_count = take<std::uint32_t>(bytes);
  const std::size_t signature = sketch.shingle_count == 0 ? 0 : sketch_permutations;
  const std::size_t shingles = kind == with_shingles ? sketch.shingle_count : 0;
  if (bytes.size() != 4 * (signature + shingles)) return fail(corrupt(wrong_length));
  take_all(bytes, signature, sketch.minhash);
  take_all(bytes, shingles, sketch.shingles);
  if (std::adjacent_find(sketch.shingles.begin(), sketch.shingles.end(), std::greater_equal<>()) !=
      sketch.shingles.end())
    return fail(corrupt("a stored sketch has shingles out of order; make it anew"));
  return sketch;
}

}  // namespace oyer::datasets
