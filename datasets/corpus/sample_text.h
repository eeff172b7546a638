// How the files of a sample are written one behind another, for models that were trained with marks of their own.
//
// `plain` has no text of its own: the row's list of files is the sample. The others put the repository and the paths
// between the marks that these models know: StarCoder2 (arXiv 2402.19173, section 5.1), Qwen2.5-Coder (arXiv
// 2409.12186, section 3), DeepSeek-Coder (arXiv 2401.14196: a comment with the path before each file). A mark that
// stands in a file's own text is broken by a zero width space (U+200B) behind its first character, so that no tokenizer
// reads it as one; the row says how many there were.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::datasets {

enum class Dialect { plain, starcoder2, qwen25, deepseek };
inline constexpr std::array all_dialects = {Dialect::plain, Dialect::starcoder2, Dialect::qwen25, Dialect::deepseek};
std::string_view name_of(Dialect dialect) noexcept;  // "plain", "starcoder2", "qwen2.5", "deepseek"

struct SamplePart {
  std::string_view path;
  std::string_view language;  // linguist's name, for the comment that holds a path
  std::string_view text;
  bool ends_open = false;  // no newline is put behind it: a text that was cut ends where its middle does
};

// Marks in the texts are taken to be broken already.
std::string join_parts(Dialect dialect, std::string_view repository, const std::vector<SamplePart>& parts);

// The text with every mark of any dialect broken, and how many there were.
struct Broken {
  std::string text;
  std::uint64_t marks = 0;
  friend bool operator==(const Broken&, const Broken&) = default;
};
Broken break_marks(std::string_view text);

}  // namespace oyer::datasets
