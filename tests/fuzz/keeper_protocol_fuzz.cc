// rooms: sandbox base
// Every decoder of the engine-keeper protocol on the same bytes; what decodes must encode to the same bytes again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sandbox/detail/keeper_protocol.h"

namespace {

template <class Decode>
void round_trip(std::string_view bytes, Decode decode) {
  const auto message = decode(bytes);
  if (message.has_value() && decode(oyer::sandbox::detail::encode(*message)).has_value() == false) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer::sandbox::detail;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  round_trip(bytes, decode_config);
  round_trip(bytes, decode_run);
  round_trip(bytes, decode_zygote);
  round_trip(bytes, decode_spawn);
  round_trip(bytes, decode_ended);
  round_trip(bytes, decode_failed);
  round_trip(bytes, decode_containment);
  static_cast<void>(decode_id(bytes));
  return 0;
}
