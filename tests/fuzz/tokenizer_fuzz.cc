// rooms: datasets base
// Tokenizers: any bytes are a tokenizer.json or an error; what is read counts any text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "datasets/corpus/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1 << 16) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tokenizer = oyer::datasets::Tokenizer::parse(text);
  if (tokenizer.has_value()) (void)tokenizer->count(text);
  return 0;
}
