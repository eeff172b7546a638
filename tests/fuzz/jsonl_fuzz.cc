// rooms: base
// JsonlReader on foreign bytes: it never crashes, ends, and tells no line number twice.
#include <sys/mman.h>
#include <unistd.h>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/fd.h"
#include "base/file.h"
#include "base/jsonl.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const oyer::Fd memory(::memfd_create("jsonl", MFD_CLOEXEC));
  if (!memory) std::abort();
  if (!oyer::write_all(memory.get(), {reinterpret_cast<const char*>(data), size}).has_value()) std::abort();
  auto reader = oyer::JsonlReader::open("/proc/self/fd/" + std::to_string(memory.get()), oyer::Bytes{4096});
  if (!reader.has_value()) std::abort();
  std::uint64_t last_line = 0;
  // Each call that finds a row or an error consumes at least one byte, or reports the end of the stream once. Gzip
  // can hold a thousand lines a byte.
  const std::size_t most_calls = 2048 * (size + 2);
  for (std::size_t calls = 0;; ++calls) {
    if (calls > most_calls) std::abort();
    auto line = reader->next();
    if (!line.has_value()) {
      if (line.error().kind != oyer::Error::Kind::invalid_input) std::abort();
      continue;
    }
    if (!line->has_value()) return 0;
    if ((*line)->line <= last_line) std::abort();
    last_line = (*line)->line;
    // What was read prints and parses again as the same value.
    const oyer::json::value row = (*line)->row;
    const auto again = oyer::json::parse(oyer::json::print(row));
    if (!again.has_value() || *again != row) std::abort();
  }
}
