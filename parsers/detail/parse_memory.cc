#include "parsers/detail/parse_memory.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <atomic>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "base/error.h"

namespace oyer::parsers::detail {
namespace {

// Stands before every block that tree-sitter has.
struct alignas(std::max_align_t) Block {
  std::size_t size = 0;
  std::uint64_t count = 0;  // the number of the count it belongs to; 0 none
  Block* before = nullptr;
  Block* after = nullptr;
};

// What is counted on one thread. Plain data: a thread may end at any time.
struct Count {
  std::uint64_t number = 0;  // 0: nothing is counted now
  MemoryBound bound;
  std::uint64_t live = 0, most_live = 0, total = 0;
  Block* blocks = nullptr;
  std::jmp_buf way_out;
};

thread_local Count current;
std::atomic<std::uint64_t> counts{0};

void link(Block* block, Count& count) {
  block->count = count.number;
  block->before = nullptr;
  block->after = count.blocks;
  if (count.blocks != nullptr) count.blocks->before = block;
  count.blocks = block;
  count.live += block->size;
  count.total += block->size;
  count.most_live = std::max(count.most_live, count.live);
}

void unlink(Block* block, Count& count) {
  if (block->before != nullptr) block->before->after = block->after;
  if (block->after != nullptr) block->after->before = block->before;
  if (count.blocks == block) count.blocks = block->after;
  count.live -= block->size;
}

bool is_counted(const Block* block) { return block->count != 0 && block->count == current.number; }

// Before anything is changed, so that the way out finds every block where it was.
void check_room(std::size_t size) {
  Count& count = current;
  if (count.number == 0) return;
  if (count.live + size <= count.bound.live && count.total + size <= count.bound.total) return;
  std::longjmp(count.way_out, 1);
}

Block* checked(void* memory) {
  OYER_CHECK(memory != nullptr);
  return static_cast<Block*>(memory);
}

void* finish(Block* block, std::size_t size) {
  block->size = size;
  block->count = 0;
  if (current.number != 0) link(block, current);
  return block + 1;
}

void* counted_malloc(std::size_t size) {
  check_room(size);
  return finish(checked(std::malloc(sizeof(Block) + size)), size);
}

void* counted_calloc(std::size_t number, std::size_t each) {
  OYER_CHECK(each == 0 || number <= (SIZE_MAX - sizeof(Block)) / each);
  check_room(number * each);
  return finish(checked(std::calloc(1, sizeof(Block) + number * each)), number * each);
}

void* counted_realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return counted_malloc(size);
  check_room(size);
  Block* block = static_cast<Block*>(memory) - 1;
  if (is_counted(block)) unlink(block, current);
  return finish(checked(std::realloc(block, sizeof(Block) + size)), size);
}

void counted_free(void* memory) {
  if (memory == nullptr) return;
  Block* block = static_cast<Block*>(memory) - 1;
  if (is_counted(block)) unlink(block, current);
  std::free(block);
}

// What is left now belongs to whoever got it.
MemoryUse stop_counting(bool finished) {
  const MemoryUse use{finished, current.most_live, current.total};
  current.number = 0;
  current.blocks = nullptr;
  return use;
}

}  // namespace

MemoryUse within_memory(const MemoryBound& bound, void (*work)(void*), void* context) {
  Count& count = current;
  OYER_CHECK(count.number == 0);
  count.bound = bound;
  count.live = count.most_live = count.total = 0;
  count.blocks = nullptr;
  count.number = ++counts;
  if (setjmp(count.way_out) == 0) {
    work(context);
    return stop_counting(true);
  }
  for (Block* block = current.blocks; block != nullptr;) {
    Block* after = block->after;
    std::free(block);
    block = after;
  }
  return stop_counting(false);
}

void count_parse_memory() {
  static std::once_flag once;
  std::call_once(once, [] { ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free); });
}

}  // namespace oyer::parsers::detail
