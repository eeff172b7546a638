// rooms: cli graders base
// What an endpoint answered: any bytes are a reply or an error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cli/chat_endpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1 << 16) return 0;
  const auto reply = oyer::cli::parse_chat_reply({reinterpret_cast<const char*>(data), size});
  if (reply.has_value() && reply->attempts != 1) std::abort();
  return 0;
}
