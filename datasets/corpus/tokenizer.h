// Tokenizer: how many tokens a model's own tokenizer makes of a text, read from its tokenizer.json (Hugging Face's
// format). It counts; it makes no ids.
//
// Byte-level BPE alone, as GPT-2, StarCoder2, Qwen2.5-Coder and DeepSeek-Coder have it: an optional NFC, pieces by
// Split, Digits and ByteLevel, merges by rank. The counts are those of the `tokenizers` library without special tokens
// around the text (tests/live/tokens). Whatever else a file asks for is refused: an almost right count is worth less
// than the estimate that says what it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace oyer::datasets {

class Tokenizer {
 public:
  // not_found; invalid_input for what is no tokenizer.json; unsupported, naming the part that is not done here.
  static Result<Tokenizer> read(const std::filesystem::path& file);
  static Result<Tokenizer> parse(std::string_view json);

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // Of UTF-8. Tokens that the file adds to its vocabulary count as one wherever they stand. Thread safe.
  std::uint64_t count(std::string_view text) const;

  // Of the file's bytes.
  const Digest& digest() const noexcept;

 private:
  struct State;
  explicit Tokenizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets
