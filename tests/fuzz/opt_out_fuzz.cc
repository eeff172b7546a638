// rooms: datasets base
// Lists of opt-outs: any bytes are lines or an error; what is read answers for any path.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "datasets/corpus/opt_out.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1 << 16) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lists = oyer::datasets::OptOuts::parse(text, "list");
  if (!lists.has_value()) return 0;
  const auto of = lists->of("owner/name", "https://host/owner/name.git");
  (void)of.find("a/b.key", "2ac89889");
  (void)of.find(text.substr(0, 200), text.substr(0, 40));
  return 0;
}
