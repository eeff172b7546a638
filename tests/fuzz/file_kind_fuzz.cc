// rooms: datasets parsers base
// Files of any name and bytes: kinds and measures come out, the same ones twice; what is text becomes UTF-8, and every
// share that cannot exceed 1 does not. The first line of the input is the path.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "datasets/corpus/file_kind.h"
#include "datasets/corpus/quality.h"

namespace {

using namespace oyer::datasets;

void check_measures(std::string_view text, const FileKind& kind) {
  const Measures m = measure(text, kind, nullptr);
  if (m != measure(text, kind, nullptr)) std::abort();
  for (const double share : {m.letters,         m.letters_and_digits, m.digits,
                             m.white_space,     m.letters_of_visible, m.digits_of_visible,
                             m.replacement,     m.distinct_words,     m.dupe_grams[0],
                             m.dupe_grams[5],   m.comments,           m.strings,
                             m.long_words,      m.hex_words,          m.dupe_lines,
                             m.prompt_comments, m.assert_lines,       m.print_lines,
                             m.import_lines,    m.pass_lines,         m.preprocessor_lines,
                             m.visible}) {
    if (!(share >= 0 && share <= 1)) std::abort();
  }
  if (m.encoded_max > m.bytes || m.line_max > m.chars || m.chars > m.bytes || m.lines > m.bytes) std::abort();
  for (const std::string_view name : preset_names()) judge(*find_preset(name), m, "blob", 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view path = input.substr(0, input.find('\n'));
  const std::string_view bytes = input.substr(std::min(path.size() + 1, input.size()));
  const FileKind kind = kind_of(path, bytes);
  if (kind != kind_of(path, bytes)) std::abort();
  if (kind.vendored == kind.why_vendored.empty() || kind.generated == kind.why_generated.empty()) std::abort();
  const auto text = to_utf8(bytes, kind.encoding);
  if (text.has_value() != (kind.encoding != "binary" && kind.encoding != "unknown-8bit")) std::abort();
  if (text && !oyer::is_utf8(*text)) std::abort();
  check_measures(text ? std::string_view(*text) : bytes, kind);
  return 0;
}
