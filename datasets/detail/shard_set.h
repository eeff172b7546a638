// ShardSet: rows into numbered files of one kind, each of about the same size, named when their number is known; as
// JSON lines, as Parquet, or as both with the same rows under the same numbers.
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
#include "datasets/detail/parquet_stream.h"

namespace oyer::datasets::detail {

struct Shard {
  std::string path;  // "data/train-00000-of-00003.jsonl.zst", from the corpus's root
  std::uint64_t rows = 0, bytes = 0;
  std::string sha256;
  friend bool operator==(const Shard&, const Shard&) = default;
};

struct ShardForm {
  bool jsonl = true, parquet = false;
  Columns columns;  // of Parquet
};

class ShardSet {
 public:
  // Files "STEM-00000-of-0000N.jsonl.zst" (and ".parquet") in root/folder, which is made when the first row comes. A
  // new file is begun where the rows of one, as JSON, have passed `largest`.
  ShardSet(std::filesystem::path root, std::string folder, std::string stem, Bytes largest, ShardForm form = {});
  Status write(const json::value& row);
  // Closes, names and digests all files. Once.
  Result<std::vector<Shard>> finish();

 private:
  Status open();
  Status close();
  Status name_parts(std::vector<Shard>& shards, std::string_view ending) const;
  std::filesystem::path part(std::size_t number, std::string_view ending) const;

  std::filesystem::path root_;
  std::string folder_, stem_;
  Bytes largest_;
  ShardForm form_;
  bool is_open_ = false;
  std::optional<JsonlWriter> jsonl_;
  std::optional<ParquetStream> parquet_;
  std::uint64_t open_bytes_ = 0;
  std::vector<std::uint64_t> rows_;  // of each file
};

// The digest of a file's bytes, which are held meanwhile: shards are bounded.
Result<Digest> digest_of_file(const std::filesystem::path& path);

}  // namespace oyer::datasets::detail
