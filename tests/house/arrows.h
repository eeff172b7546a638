// The drawing of the house (docs/ARCHITECTURE.md) held against the includes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/tree.h"

namespace oyer::house {

// One room's line in the arrows block.
struct Room {
  std::size_t line = 0;           // in the document
  bool planned = false;           // not built yet: must not have code, its arrows need no use
  bool any = false;               // "*": may enter every room
  std::set<std::string> arrows;   // rooms it may include
  std::set<std::string> awaited;  // arrows marked "(planned)": not used yet
};

// One line of the places block: a third-party header, or a folder of them, and where it may be included.
struct Place {
  std::size_t line = 0;
  std::string header;               // "zlib.h", or "boost/json" for that header and all below it
  std::vector<std::string> places;  // "base/", "base/json.h", "datasets/detail/store*", or "*" for everywhere
};

struct Drawing {
  std::map<std::string, Room> rooms;
  std::vector<Place> places;
  std::vector<std::string> faults;  // lines that could not be understood
};

// Reads the fenced blocks "arrows" and "places" of the document.
//   sandbox -> base
//   datasets -> parsers (planned), base
//   service (planned) -> graders, base
//   tests -> *
//   zlib.h: base/jsonl.cc
Drawing read_drawing(std::string_view document);

// Each finding as "path:line: message", ordered. `built` names the sources that a CMake target compiles.
std::vector<std::string> check_arrows(const Tree& tree, const Drawing& drawing, const std::set<std::string>& built);

}  // namespace oyer::house
