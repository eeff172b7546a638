// ShardSet: rows into numbered files of one kind, each of about the same size, named when their number is known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/jsonl.h"
#include "base/result.h"
#include "base/units.h"

namespace oyer::datasets::detail {

struct Shard {
  std::string path;  // "data/train-00000-of-00003.jsonl.zst", from the corpus's root
  std::uint64_t rows = 0, bytes = 0;
  std::string sha256;
  friend bool operator==(const Shard&, const Shard&) = default;
};

class ShardSet {
 public:
  // Files "STEM-00000-of-0000N.jsonl.zst" in root/folder, which is made when the first row comes. A new file is begun
  // where the rows of one, uncompressed, have passed `largest`.
  ShardSet(std::filesystem::path root, std::string folder, std::string stem, Bytes largest);
  Status write(const json::value& row);
  // Closes, names and digests all files. Once.
  Result<std::vector<Shard>> finish();

 private:
  Status close();
  std::filesystem::path part(std::size_t number) const;

  std::filesystem::path root_;
  std::string folder_, stem_;
  Bytes largest_;
  std::optional<JsonlWriter> open_;
  std::uint64_t open_bytes_ = 0;
  std::vector<std::uint64_t> rows_;  // of each file
};

// The digest of a file's bytes, which are held meanwhile: shards are bounded.
Result<Digest> digest_of_file(const std::filesystem::path& path);

}  // namespace oyer::datasets::detail
