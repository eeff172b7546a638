// rooms: runners base
// What a child in the faithful role says: any bytes, in any pieces, come to the same and stay within the inputs.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runners/python_faithful.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 1 << 14) return 0;
  const std::size_t inputs = data[0] % 8;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  oyer::runners::FaithfulReader whole(inputs), split(inputs);
  const bool open = whole.feed(bytes);
  bool split_open = true;
  for (std::size_t at = 0; at < bytes.size(); at += 3) split_open = split.feed(bytes.substr(at, 3)) && split_open;
  if (open != split_open || !(whole.report() == split.report())) std::abort();
  const auto& report = whole.report();
  if (report.details.size() != inputs || report.why.size() > 255) std::abort();
  if (report.failed && *report.failed >= inputs) std::abort();
  if (!open && whole.feed(bytes)) std::abort();
  return 0;
}
