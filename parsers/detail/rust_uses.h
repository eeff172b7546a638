// Rust's use trees: `use a::{self, b::*, c as d};` as one path for each imported name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/outline_language.h"

namespace oyer::parsers::detail {

struct RustUse {
  std::string path;  // "a::b"; of a star the path before it
  bool star = false;
  std::string_view alias;  // as written; may be "_"
  std::string_view local;  // the name it gets here; empty for a star and for "_"
};

// In the order of the text. Paths longer than a thousand bytes are left out.
std::vector<RustUse> rust_uses(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                               std::uint32_t argument);

}  // namespace oyer::parsers::detail
