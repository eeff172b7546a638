#include "datasets/corpus/file_kind.h"

#include "datasets/detail/encoding.h"
#include "datasets/detail/file_language.h"
#include "datasets/detail/generated_file.h"
#include "datasets/detail/patterns.h"

namespace oyer::datasets {
namespace {

void tell_text(std::string_view path, std::string_view text, FileKind& kind) {
  const detail::FileLanguage language = detail::language_of(path, text);
  kind.language = language.name;
  kind.type = language.type;
  kind.parsed_as = detail::grammar_for(language.name);
  kind.why_generated = detail::generator_of(path, text);
  kind.generated = !kind.why_generated.empty();
}

}  // namespace

FileKind kind_of(std::string_view path, std::string_view bytes) {
  FileKind kind;
  kind.file_name = path.substr(path.rfind('/') + 1);
  kind.encoding = detail::encoding_of(bytes);
  kind.binary = kind.encoding == "binary";
  kind.why_vendored = detail::vendor_pattern_of(path);
  kind.vendored = !kind.why_vendored.empty();
  if (kind.binary) return kind;
  if (kind.encoding.starts_with("utf-16")) {
    tell_text(path, detail::decode(bytes, kind.encoding).value_or(""), kind);
  } else {
    tell_text(path, bytes.substr(kind.encoding == "utf-8-bom" ? 3 : 0), kind);
  }
  return kind;
}

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view encoding) {
  return detail::decode(bytes, encoding);
}

}  // namespace oyer::datasets
