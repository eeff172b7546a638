// Facts: what a blob says of itself, worked out once and kept, however many paths, commits and builds hold it.
//
// Facts are pure functions of the blob's bytes, of what is named beside each, and of this build of Oyer. What an option
// of a corpus decides (a preset's limits, whether vendored files stay) is no fact. As bytes they are for caches of the
// same build alone: decoding gives nullopt for whatever encoding does not make, and never more than the bytes hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/file_kind.h"
#include "datasets/corpus/license.h"
#include "datasets/corpus/quality.h"
#include "datasets/corpus/redact.h"
#include "parsers/outline.h"

namespace oyer::datasets {

// Of a blob under a path.
struct PathFacts {
  std::uint64_t bytes = 0;
  FileKind kind;
  bool is_text = false;         // to_utf8() makes a text of it
  LicenseFinding license_file;  // what it says of its folder, where the path is that of a licence
  // What the detector found, unless nobody asked.
  struct Cleaning {
    std::vector<Finding> findings;
    std::uint64_t text_bytes = 0;  // of the text without them
    bool complete = true;
    friend bool operator==(const Cleaning&, const Cleaning&) = default;
  };
  std::optional<Cleaning> cleaning;
  friend bool operator==(const PathFacts&, const PathFacts&) = default;
};

// Of a blob read as text in a language. The outline is kept beside them, for who needs it.
struct TextFacts {
  std::uint64_t text_bytes = 0;
  LicenseFinding header;
  Measures measures;  // without language, type, file_name and generated, which are the path's
  // Of the outline; absent where the language has no grammar.
  struct Parse {
    bool parsed = false;
    std::uint64_t error_bytes = 0;
    std::uint64_t shape = 0;
    friend bool operator==(const Parse&, const Parse&) = default;
  };
  std::optional<Parse> parse;
  friend bool operator==(const TextFacts&, const TextFacts&) = default;
};

// Names every source of Oyer, and every table and grammar, that facts come from.
std::string_view facts_version() noexcept;

std::string encode(const PathFacts& facts);
std::string encode(const TextFacts& facts);
std::string encode(const parsers::Outline& outline);
std::optional<PathFacts> decode_path_facts(std::string_view bytes);
std::optional<TextFacts> decode_text_facts(std::string_view bytes);
std::optional<parsers::Outline> decode_outline(std::string_view bytes);

}  // namespace oyer::datasets
