// rooms: datasets base parsers
// PackIndex on foreign bytes: it reads within them, finds what it lists, and finds nothing that it does not list.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "datasets/detail/pack_index.h"

namespace {

void look_through(std::string_view bytes, std::size_t id_size) {
  const auto index = oyer::datasets::detail::PackIndex::parse(bytes, id_size);
  if (!index.has_value()) {
    const auto kind = index.error().kind;
    if (kind != oyer::Error::Kind::corrupt && kind != oyer::Error::Kind::unsupported) std::abort();
    return;
  }
  if (std::uint64_t{index->size()} * id_size > bytes.size()) std::abort();
  for (std::uint32_t i = 0; i < std::min(index->size(), 64U); ++i) {
    const std::string id(index->id(i));
    if (id.size() != id_size) std::abort();
    index->find(id);
  }
  index->find(std::string(id_size, '\0'));
  index->find(std::string(id_size, '\377'));
  if (index->find("").has_value() || index->find(std::string(id_size + 1, 'x')).has_value()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  look_through(bytes, 20);
  look_through(bytes, 32);
  return 0;
}
