// FactLog: facts on disk, by key. A cache: whatever goes wrong with its files, something is not found and nothing else.
//
//   facts.log    a head, then records: size (4 bytes), key (16), check (8), value. Only ever added to.
//   facts.index  keys with their places, sorted, for the first so many bytes of the log; a record behind them is found
//                by reading the log's tail. Replaced in one step.
//
// Every value is checked when it is read. A torn tail, as kill -9 leaves it, is cut off; a damaged record is not found;
// an index that does not fit the log is made anew. Numbers are little-endian. No database: a record is written once,
// without a journal, since what is lost is only worked out again.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace oyer::datasets::detail {

// The beginning of a digest of everything that the value depends on.
struct FactKey {
  std::array<std::uint8_t, 16> bytes{};
  static FactKey of(const Digest& digest);
  friend auto operator<=>(const FactKey&, const FactKey&) = default;
};

class FactLog {
 public:
  // Makes the folder where it is not there. One process at a time: the caller holds a lock.
  explicit FactLog(const std::filesystem::path& folder);
  FactLog(const FactLog&) = delete;
  FactLog& operator=(const FactLog&) = delete;
  // Writes what was added. Facts of a build that failed are facts all the same.
  ~FactLog();

  // Thread safe, both. Of two values under one key the later is found.
  std::optional<std::string> find(const FactKey& key);
  void add(const FactKey& key, std::string_view value);

  // At the end of a build that went well: drops what nobody asked for where that is most of the log, and writes the
  // index. Nothing can be found or added afterwards.
  void finish();

  // From now on only what this build adds is found. Where a repository turns out to be another than facts say.
  void forget();

  struct Counts {
    std::uint64_t asked = 0, found = 0, added = 0;
  };
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
