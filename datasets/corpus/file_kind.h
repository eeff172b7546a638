// FileKind: what a file of a repository is, told by its path and its bytes alone.
//
// Languages, vendored paths and disambiguations are linguist's tables, fetched pinned when the build is configured and
// converted by cmake/rule_tables.py; what linguist says in code (generated files, strategies) is written here by what
// it checks. Where linguist would ask its classifier, the first candidate in the order of detail/language.h is taken.
// Pure functions, thread safe; any bytes are welcome.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/language.h"

namespace oyer::datasets {

struct FileKind {
  std::string language;               // linguist's name ("C++", "Jupyter Notebook"); "" unknown or binary
  std::string type;                   // linguist's: "programming", "markup", "data", "prose"; "" unknown
  std::optional<Language> parsed_as;  // the grammar for it, where there is one
  bool vendored = false;              // somebody else's code kept here
  bool generated = false;             // written by a program
  bool binary = false;
  std::string encoding;      // "utf-8", "utf-8-bom", "utf-16le", "utf-16be", "latin-1", "unknown-8bit" or "binary"
  std::string why_vendored;  // the pattern that said so; "" when not vendored
  std::string why_generated;
  std::string file_name;  // the last part of the path
  friend bool operator==(const FileKind&, const FileKind&) = default;
};

FileKind kind_of(std::string_view path, std::string_view bytes);

// The text without its byte order mark. nullopt for "binary", "unknown-8bit", and UTF-16 that is broken (a lone
// surrogate or an odd last byte).
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view encoding);

}  // namespace oyer::datasets
