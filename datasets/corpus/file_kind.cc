#include "datasets/corpus/file_kind.h"

#include "datasets/detail/encoding.h"
#include "datasets/detail/file_language.h"

namespace oyer::datasets {

FileKind kind_of(std::string_view path, std::string_view bytes) {
  FileKind kind;
  kind.file_name = path.substr(path.rfind('/') + 1);
  kind.encoding = detail::encoding_of(bytes);
  kind.binary = kind.encoding == "binary";
  if (!kind.binary) {
    const detail::FileLanguage language = detail::language_of(path, bytes);
    kind.language = language.name;
    kind.type = language.type;
    kind.parsed_as = detail::grammar_for(language.name);
  }
  return kind;
}

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view encoding) {
  return detail::decode(bytes, encoding);
}

}  // namespace oyer::datasets
