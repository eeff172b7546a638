// What one parse may take, in bytes that tree-sitter asks for: the same on every machine; and where it takes them from.
//
// tree-sitter counts its own operations, but one of them may copy all the stacks that it keeps for readings of the text
// so far, and texts like a<a<a<… make thousands of those. Its allocations cannot fail either: it has no way back from
// there. So they are counted for the thread that parses, and beyond the bound the parse is left where it stands
// (longjmp out of the library's C, which owns nothing but this memory). What a scanner of a grammar got for itself, a
// few bytes, is lost then.
//
// A parse makes a tree of many small blocks, which live as long as the tree and no longer. They are cut from large
// pieces that a thread keeps, and given back all at once: a fifth of a parse's time is malloc's otherwise, and a tree
// is taken down as slowly as it was put up.
#pragma once

#include <cstdint>

namespace oyer::parsers::detail {

struct MemoryBound {
  std::uint64_t live = 0;   // bytes at one time
  std::uint64_t total = 0;  // bytes asked for, freed ones too: a measure of work
};

// While one lives, all that tree-sitter makes on its thread lies in it, and is gone with it, but for what is made while
// a LastingMemory lives. One at a time on a thread.
class ParseMemory {
 public:
  ParseMemory();
  ~ParseMemory();
  ParseMemory(const ParseMemory&) = delete;
  ParseMemory& operator=(const ParseMemory&) = delete;

  // Calls `work(context)`, which may not throw and must own nothing outside tree-sitter when it calls into it. False:
  // beyond the bound, and what it had made is not to be used. Outside of this call nothing is bounded.
  bool run(const MemoryBound& bound, void (*work)(void*), void* context);
};

// While one lives, what tree-sitter makes on its thread is malloc's, whether or not a ParseMemory lives there, too: for
// what is kept longer than a parse. Not within run().
class LastingMemory {
 public:
  LastingMemory();
  ~LastingMemory();
  LastingMemory(const LastingMemory&) = delete;
  LastingMemory& operator=(const LastingMemory&) = delete;
};

// Makes tree-sitter ask here. Before anything else of it is used; any number of times, by any thread.
void count_parse_memory();

}  // namespace oyer::parsers::detail
