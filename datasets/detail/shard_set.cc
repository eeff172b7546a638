#include "datasets/detail/shard_set.h"

#include "base/file.h"

namespace oyer::datasets::detail {
namespace {

std::string five_digits(std::size_t number) {
  std::string digits = std::to_string(number);
  return digits.size() >= 5 ? digits : std::string(5 - digits.size(), '0') + digits;
}

}  // namespace

ShardSet::ShardSet(std::filesystem::path root, std::string folder, std::string stem, Bytes largest)
    : root_(std::move(root)), folder_(std::move(folder)), stem_(std::move(stem)), largest_(largest) {}

std::filesystem::path ShardSet::part(std::size_t number) const {
  return root_ / folder_ / (stem_ + "." + five_digits(number) + ".jsonl.zst");
}

Status ShardSet::write(const json::value& row) {
  if (!open_) {
    std::error_code error;
    std::filesystem::create_directories(root_ / folder_, error);
    if (error) return fail(host_error("cannot make " + (root_ / folder_).string(), error.value()));
    OYER_TRY(open_, JsonlWriter::create(part(rows_.size())));
    rows_.push_back(0);
    open_bytes_ = 0;
  }
  const std::string text = json::print(row);
  OYER_TRY_STATUS(open_->write_text(text));
  ++rows_.back();
  open_bytes_ += text.size() + 1;
  return open_bytes_ >= largest_.count ? close() : Status();
}

Status ShardSet::close() {
  if (!open_) return {};
  Status status = open_->commit();
  open_.reset();
  return status;
}

Result<std::vector<Shard>> ShardSet::finish() {
  OYER_TRY_STATUS(close());
  std::vector<Shard> shards;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    Shard shard;
    shard.path = folder_ + "/" + stem_ + "-" + five_digits(i) + "-of-" + five_digits(rows_.size()) + ".jsonl.zst";
    shard.rows = rows_[i];
    std::error_code error;
    std::filesystem::rename(part(i), root_ / shard.path, error);
    if (error) return fail(host_error("cannot rename to " + (root_ / shard.path).string(), error.value()));
    shard.bytes = std::filesystem::file_size(root_ / shard.path, error);
    OYER_TRY(const Digest digest, digest_of_file(root_ / shard.path));
    shard.sha256 = to_string(digest);
    shards.push_back(std::move(shard));
  }
  return shards;
}

Result<Digest> digest_of_file(const std::filesystem::path& path) {
  OYER_TRY(const std::string bytes, read_file(path));
  return sha256(bytes);
}

}  // namespace oyer::datasets::detail
