// Where things stand in a JSON text, for messages that name the line; Boost.JSON keeps no positions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oyer::sandbox::detail {

struct JsonLines {
  // "/linux/seccomp/syscalls/3/names" -> line, 1-based, for members and elements up to six levels deep.
  std::map<std::string, unsigned, std::less<>> lines;
  // First member whose key its object already has, or whose key is written with escapes: {line, key}.
  struct Suspect {
    unsigned line = 0;
    std::string key;
    bool escaped = false;
  };
  std::optional<Suspect> suspect;

  unsigned line_of(std::string_view path) const;  // of the nearest enclosing thing that is known, else 1
};

// The text must be JSON (json::parse has accepted it); other text gives a map of no use, and no harm.
JsonLines scan_lines(std::string_view text);

// Line of a byte offset.
unsigned line_at(std::string_view text, std::size_t offset);

}  // namespace oyer::sandbox::detail
