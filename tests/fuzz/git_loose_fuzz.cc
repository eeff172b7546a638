// rooms: datasets base parsers
// Loose objects of strangers: not a byte more than allowed is kept, and a good one is what its head says.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "datasets/detail/git_loose.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t most = 1000;
  const auto object = oyer::datasets::detail::inflate_loose({reinterpret_cast<const char*>(data), size}, most);
  if (object.bytes.size() > most) std::abort();
  if (!object.problem.has_value() && (!object.kind.has_value() || object.bytes.size() != object.size)) std::abort();
  if (object.problem.has_value() && !object.bytes.empty()) std::abort();
  return 0;
}
