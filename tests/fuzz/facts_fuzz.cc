// rooms: datasets parsers base
// Any bytes as stored facts: none, or some that are written and read again as the same. The first byte chooses which.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "datasets/corpus/facts.h"

using oyer::datasets::encode;

namespace {

// Numbers that are none compare unequal with themselves, so bytes are compared.
template <class Facts>
void check(const std::optional<Facts>& facts, std::optional<Facts> (*decode)(std::string_view)) {
  if (!facts) return;
  const std::string bytes = encode(*facts);
  const auto again = decode(bytes);
  if (!again || encode(*again) != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer::datasets;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'p') check(decode_path_facts(bytes), decode_path_facts);
  if (data[0] == 't') check(decode_text_facts(bytes), decode_text_facts);
  if (data[0] == 'o') {
    const auto outline = decode_outline(bytes);
    check(outline, decode_outline);
    for (std::size_t i = 0; outline && i < outline->definitions.size(); ++i)
      if (outline->definitions[i].parent.value_or(0) > i) std::abort();
  }
  return 0;
}
