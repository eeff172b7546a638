#include "datasets/detail/shard_set.h"

#include "base/file.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view kJsonl = ".jsonl.zst", kParquet = ".parquet";

std::string five_digits(std::size_t number) {
  std::string digits = std::to_string(number);
  return digits.size() >= 5 ? digits : std::string(5 - digits.size(), '0') + digits;
}

}  // namespace

ShardSet::ShardSet(std::filesystem::path root, std::string folder, std::string stem, Bytes largest, ShardForm form)
    : root_(std::move(root)),
      folder_(std::move(folder)),
      stem_(std::move(stem)),
      largest_(largest),
      form_(std::move(form)) {}

std::filesystem::path ShardSet::part(std::size_t number, std::string_view ending) const {
  return root_ / folder_ / (stem_ + "." + five_digits(number) + std::string(ending));
}

Status ShardSet::open() {
  std::error_code error;
  std::filesystem::create_directories(root_ / folder_, error);
  if (error) return fail(host_error("cannot make " + (root_ / folder_).string(), error.value()));
  if (form_.jsonl) {
    OYER_TRY(jsonl_, JsonlWriter::create(part(rows_.size(), kJsonl)));
  }
  if (form_.parquet) {
    if (!parquet_) {
      OYER_TRY(parquet_, ParquetStream::start(root_ / folder_, form_.columns));
    }
    OYER_TRY_STATUS(parquet_->begin(part(rows_.size(), kParquet).filename().string()));
  }
  rows_.push_back(0);
  open_bytes_ = 0;
  is_open_ = true;
  return {};
}

Status ShardSet::write(const json::value& row) {
  if (!is_open_) OYER_TRY_STATUS(open());
  const std::string text = json::print(row);
  if (form_.jsonl) OYER_TRY_STATUS(jsonl_->write_text(text));
  if (form_.parquet) OYER_TRY_STATUS(parquet_->write(text));
  ++rows_.back();
  open_bytes_ += text.size() + 1;
  return open_bytes_ >= largest_.count ? close() : Status();
}

Status ShardSet::close() {
  if (!is_open_) return {};
  is_open_ = false;
  if (form_.parquet) OYER_TRY_STATUS(parquet_->end());
  if (!form_.jsonl) return {};
  Status status = jsonl_->commit();
  jsonl_.reset();
  return status;
}

Status ShardSet::name_parts(std::vector<Shard>& shards, std::string_view ending) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    Shard shard;
    shard.path = folder_ + "/" + stem_ + "-" + five_digits(i) + "-of-" + five_digits(rows_.size());
    shard.path += ending;
    shard.rows = rows_[i];
    std::error_code error;
    std::filesystem::rename(part(i, ending), root_ / shard.path, error);
    if (error) return fail(host_error("cannot rename to " + (root_ / shard.path).string(), error.value()));
    shard.bytes = std::filesystem::file_size(root_ / shard.path, error);
    OYER_TRY(const Digest digest, digest_of_file(root_ / shard.path));
    shard.sha256 = to_string(digest);
    shards.push_back(std::move(shard));
  }
  return {};
}

Result<std::vector<Shard>> ShardSet::finish() {
  OYER_TRY_STATUS(close());
  std::vector<Shard> shards;
  if (parquet_) OYER_TRY_STATUS(parquet_->finish());
  if (form_.jsonl) OYER_TRY_STATUS(name_parts(shards, kJsonl));
  if (form_.parquet) OYER_TRY_STATUS(name_parts(shards, kParquet));
  return shards;
}

Result<Digest> digest_of_file(const std::filesystem::path& path) {
  OYER_TRY(const std::string bytes, read_file(path));
  return sha256(bytes);
}

}  // namespace oyer::datasets::detail
