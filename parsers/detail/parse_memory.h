// A bound on what one parse may take, in bytes that tree-sitter asks for: the same on every machine.
//
// tree-sitter counts its own operations, but one of them may copy all the stacks that it keeps for readings of the text
// so far, and texts like a<a<a<… make thousands of those. Its allocations cannot fail either: it has no way back from
// there. So they are counted for the thread that parses, and beyond the bound the parse is left where it stands
// (longjmp out of the library's C, which owns nothing but this memory) and all that it had allocated is freed. What a
// scanner of a grammar got for itself, a few bytes, is lost then.
#pragma once

#include <cstdint>

namespace oyer::parsers::detail {

struct MemoryBound {
  std::uint64_t live = 0;   // bytes at one time
  std::uint64_t total = 0;  // bytes asked for, freed ones too: a measure of work
};

struct MemoryUse {
  bool finished = false;  // false: beyond the bound
  std::uint64_t most_live = 0, total = 0;
};

// Calls `work(context)`, which may not throw, must own nothing outside tree-sitter when it calls into it, and may leave
// behind what tree-sitter made (a tree). Not to be nested.
MemoryUse within_memory(const MemoryBound& bound, void (*work)(void*), void* context);

// Makes tree-sitter ask here. Before anything else of it is used; any number of times, by any thread.
void count_parse_memory();

}  // namespace oyer::parsers::detail
