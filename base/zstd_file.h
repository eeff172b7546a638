// Files compressed with Zstandard (RFC 8878), written and read as a stream. The one place that includes zstd.
//
// What is written is a pure function of the bytes, the level and the library's version: one thread, one frame, with
// its checksum.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace oyer {

class ZstdWriter {
 public:
  // Replaces a file of that name. Levels are zstd's own, 1 to 19.
  static Result<ZstdWriter> create(const std::filesystem::path& path, int level = 3);
  ZstdWriter(ZstdWriter&&) noexcept;
  ZstdWriter& operator=(ZstdWriter&&) noexcept;
  ~ZstdWriter();
  Status write(std::string_view bytes);
  // Ends the frame and closes the file. Once; nothing can be written behind it.
  Status finish();

 private:
  struct State;
  explicit ZstdWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class ZstdReader {
 public:
  // Takes the descriptor, which stands at the beginning of a frame.
  static Result<ZstdReader> open(Fd file, std::string name);
  // The file's first bytes say that it is one.
  static bool is_magic(std::string_view first_bytes) noexcept;
  ZstdReader(ZstdReader&&) noexcept;
  ZstdReader& operator=(ZstdReader&&) noexcept;
  ~ZstdReader();
  // Up to `most` bytes, at least one; 0 at the end. invalid_input for a stream that is damaged or cut short, and for
  // one that wants more than 128 MiB of window.
  Result<std::size_t> read(char* bytes, std::size_t most);

 private:
  struct State;
  explicit ZstdReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer
