// Store: the append-only log under everything Oyer remembers. Rows it does not interpret.
//
// Theory of operation. One SQLite file in WAL mode holds one table. Rows are only ever added, in transactions, and
// numbered 1, 2, 3, ... without a gap, across processes too: numbers are given inside the writing transaction.
// Every row carries a digest over itself and the digest of the row before, so that a changed, lost or reordered row
// is found. append() returns after the transaction is committed with synchronous=FULL, that is, after fsync of the
// write-ahead log: an acknowledged row survives a killed process and a power cut (as far as the disk keeps its word
// about fsync). A batch is on disk whole or not at all.
//
// Threads: one thread owns a Store. Processes: any number may read; writers take turns and wait for each
// other, five seconds at most unless told otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "base/units.h"

namespace oyer::datasets {

// What is written.
struct Row {
  std::string kind;  // "task", "grade", "record", ...: named by the caller, not empty
  Digest key;        // identity of the content; the same key may be written again
  std::string body;  // one JSON text; NaN and Infinity are allowed, as Python writes them
  friend bool operator==(const Row&, const Row&) = default;
};

struct StoredRow {
  std::uint64_t seq = 0;  // 1, 2, 3, ...
  std::string created;    // measured: UTC time of the append, "2026-11-22T17:40:00.123Z"
  Row row;
  friend bool operator==(const StoredRow&, const StoredRow&) = default;
};

class Store {
 public:
  enum class Mode {
    read_write,  // makes the file when it is not there; its folder must exist
    read_only,   // not_found when the file is not there
  };

  // Opens and checks the log: right application and version, numbers without a gap, digest of the last row. Errors:
  // unsupported for a file of a newer version of Oyer; invalid_input for a file that is something else; corrupt for
  // a damaged one; busy when another process holds it; host for what the operating system refuses.
  // `wait` is how long this Store waits for another process's lock, here and later.
  static Result<Store> open(const std::filesystem::path& path, Mode mode = Mode::read_write,
                            Millis wait = std::chrono::seconds(5));

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  // Writes a batch in one transaction and returns the seq of its first row; the others follow it. When it fails
  // nothing of the batch is in the log and the Store can still be used: host when the disk is full or the file is
  // read-only, busy when another process kept the log locked, invalid_input for a row with an empty kind or a body
  // that is not JSON. An empty batch writes nothing and returns last_seq() + 1.
  Result<std::uint64_t> append(std::span<const Row> rows);

  // The latest row of this kind and key.
  Result<std::optional<StoredRow>> find(std::string_view kind, const Digest& key) const;

  // Hands every row of `kind` (of every kind when it is empty) with seq >= from_seq to `visit`, in order of seq,
  // until `visit` returns false. Rows appended meanwhile, by the visitor too, may or may not be seen.
  Status scan(std::string_view kind, std::uint64_t from_seq, const std::function<bool(const StoredRow&)>& visit) const;

  // The same of every kind, without a copy: `kind` and `body` hold only during the call, and a body that nobody asks
  // for is not read from the file.
  using Body = std::function<std::string_view()>;
  Status skim(const std::function<bool(std::uint64_t seq, std::string_view kind, const Body& body)>& visit) const;

  // 0 for an empty log.
  Result<std::uint64_t> last_seq() const;

  // Reads the whole log and SQLite's own structures; corrupt names the first row that does not match its digest.
  Status verify() const;

  const std::filesystem::path& path() const noexcept;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets
