#include "parsers/detail/parse_memory.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

#include "base/error.h"

namespace oyer::parsers::detail {
namespace {

constexpr std::size_t kStep = 16;                      // sizes of small blocks, and how they are aligned
constexpr std::size_t kMostSmall = 2048;               // larger blocks are malloc's
constexpr std::size_t kPiece = std::size_t{1} << 20U;  // that small ones are cut from
constexpr std::size_t kMostPiecesKept = 8;             // between parses, by each thread

// Stands before every block that tree-sitter has.
struct alignas(kStep) Block {
  std::uint64_t size;    // as asked for
  std::uint32_t place;   // of a large one: in its pool's list
  std::uint32_t pooled;  // 1: a ParseMemory's; 0: it may live for ever, and any thread may free it
};

struct FreeBlock {
  FreeBlock* next;
};

// A thread's. What is freed is used again for blocks of that size.
class Pool {
 public:
  Pool() = default;
  ~Pool() {
    for (void* piece : pieces_) std::free(piece);
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void open() {
    OYER_CHECK(!is_open);
    is_open = true;
  }

  void close() {
    for (Block* block : large_) std::free(block);
    large_.clear();
    while (pieces_.size() > kMostPiecesKept) {
      std::free(pieces_.back());
      pieces_.pop_back();
    }
    free_.fill(nullptr);
    used_ = 0;
    at_ = end_ = nullptr;
    is_open = false;
  }

  Block* take(std::size_t size) {
    const std::size_t cell = cell_of(size);
    if (cell >= free_.size()) return take_large(size);
    Block* block = nullptr;
    if (FreeBlock* again = free_[cell]; again != nullptr) {
      free_[cell] = again->next;
      block = reinterpret_cast<Block*>(again) - 1;
    } else {
      const std::size_t bytes = sizeof(Block) + cell * kStep;
      if (static_cast<std::size_t>(end_ - at_) < bytes) next_piece();
      block = reinterpret_cast<Block*>(at_);
      at_ += bytes;
    }
    block->size = size;
    block->pooled = 1;
    return block;
  }

  void give(Block* block) {
    const std::size_t cell = cell_of(block->size);
    if (cell >= free_.size()) return give_large(block);
    auto* again = reinterpret_cast<FreeBlock*>(block + 1);
    again->next = free_[cell];
    free_[cell] = again;
  }

  Block* resize(Block* block, std::size_t size) {
    const std::size_t from = cell_of(block->size), to = cell_of(size);
    if (from >= free_.size() && to >= free_.size()) return resize_large(block, size);
    if (from == to) {
      block->size = size;
      return block;
    }
    Block* moved = take(size);
    std::memcpy(moved + 1, block + 1, std::min<std::size_t>(block->size, size));
    give(block);
    return moved;
  }

  bool is_open = false;
  bool is_bounded = false;
  unsigned lasting = 0;  // LastingMemory that lives
  MemoryBound bound;
  std::uint64_t live = 0, total = 0;
  std::jmp_buf way_out;

 private:
  static std::size_t cell_of(std::size_t size) { return std::max<std::size_t>((size + kStep - 1) / kStep, 1); }

  void next_piece() {
    if (used_ == pieces_.size()) {
      void* piece = std::aligned_alloc(kStep, kPiece);
      OYER_CHECK(piece != nullptr);
      pieces_.push_back(piece);
    }
    at_ = static_cast<std::byte*>(pieces_[used_++]);
    end_ = at_ + kPiece;
  }

  Block* take_large(std::size_t size) {
    auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
    OYER_CHECK(block != nullptr);
    block->size = size;
    block->pooled = 1;
    block->place = static_cast<std::uint32_t>(large_.size());
    large_.push_back(block);
    return block;
  }

  void give_large(Block* block) {
    Block* last = large_.back();
    large_[block->place] = last;
    last->place = block->place;
    large_.pop_back();
    std::free(block);
  }

  Block* resize_large(Block* block, std::size_t size) {
    const std::uint32_t place = block->place;
    auto* moved = static_cast<Block*>(std::realloc(block, sizeof(Block) + size));
    OYER_CHECK(moved != nullptr);
    moved->size = size;
    large_[place] = moved;
    return moved;
  }

  std::array<FreeBlock*, kMostSmall / kStep + 1> free_{};
  std::vector<void*> pieces_;
  std::size_t used_ = 0;
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
  std::vector<Block*> large_;
};

thread_local Pool pool;

// Before anything is changed, so that whoever leaves leaves all in order.
void check_room(std::size_t size) {
  if (!pool.is_bounded) return;
  if (pool.live + size <= pool.bound.live && pool.total + size <= pool.bound.total) return;
  pool.is_bounded = false;
  std::longjmp(pool.way_out, 1);
}

void* counted(Block* block, std::size_t size) {
  pool.live += size;
  pool.total += size;
  return block + 1;
}

void* lasting(void* memory, std::size_t size) {
  OYER_CHECK(memory != nullptr);
  auto* block = static_cast<Block*>(memory);
  block->size = size;
  block->pooled = 0;
  return block + 1;
}

void* counted_malloc(std::size_t size) {
  if (!pool.is_open || pool.lasting > 0) return lasting(std::malloc(sizeof(Block) + size), size);
  check_room(size);
  return counted(pool.take(size), size);
}

void* counted_calloc(std::size_t number, std::size_t each) {
  OYER_CHECK(each == 0 || number <= (SIZE_MAX - sizeof(Block)) / each);
  void* memory = counted_malloc(number * each);
  std::memset(memory, 0, number * each);
  return memory;
}

void* counted_realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return counted_malloc(size);
  Block* block = static_cast<Block*>(memory) - 1;
  if (block->pooled == 0) return lasting(std::realloc(block, sizeof(Block) + size), size);
  OYER_CHECK(pool.is_open);
  check_room(size);
  pool.live -= block->size;
  return counted(pool.resize(block, size), size);
}

void counted_free(void* memory) {
  if (memory == nullptr) return;
  Block* block = static_cast<Block*>(memory) - 1;
  if (block->pooled == 0) return std::free(block);
  OYER_CHECK(pool.is_open);
  pool.live -= block->size;
  pool.give(block);
}

}  // namespace

ParseMemory::ParseMemory() { pool.open(); }

ParseMemory::~ParseMemory() { pool.close(); }

bool ParseMemory::run(const MemoryBound& bound, void (*work)(void*), void* context) {
  OYER_CHECK(pool.is_open && !pool.is_bounded);
  pool.bound = bound;
  pool.live = pool.total = 0;
  if (setjmp(pool.way_out) != 0) return false;
  pool.is_bounded = true;
  work(context);
  pool.is_bounded = false;
  return true;
}

LastingMemory::LastingMemory() {
  OYER_CHECK(!pool.is_bounded);
  ++pool.lasting;
}

LastingMemory::~LastingMemory() { --pool.lasting; }

void count_parse_memory() {
  static std::once_flag once;
  std::call_once(once, [] { ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free); });
}

}  // namespace oyer::parsers::detail
