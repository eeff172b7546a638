// rooms: datasets base parsers
// Trees, commits, tags, configuration and packed references of strangers. Whatever reads as a tree is in the order of
// paths and lies within its bytes; ids print as what they were read from.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "datasets/detail/git_folder.h"
#include "datasets/detail/git_objects.h"

using namespace oyer::datasets::detail;

namespace {

void check_tree(std::string_view bytes, std::size_t id_size) {
  const auto rows = parse_tree(bytes, id_size);
  if (!rows.has_value()) return;
  std::size_t used = 0;
  for (const TreeRow& row : *rows) {
    if (row.raw_id.size() != id_size || raw_of(id_of(row.raw_id)) != row.raw_id) std::abort();
    used += row.name.size() + row.raw_id.size() + 3;
    kind_of(row.mode);
  }
  if (used > bytes.size()) std::abort();
  for (std::size_t i = 1; i < rows->size(); ++i) {
    if (compare_rows((*rows)[i - 1], (*rows)[i]) > 0 || compare_rows((*rows)[i], (*rows)[i - 1]) < 0) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_tree(bytes, 20);
  check_tree(bytes, 32);
  const oyer::datasets::ObjectId id{std::string(40, '0')};
  const auto commit = parse_commit(id, bytes);
  if (commit.has_value() && (commit->tree.hex.size() != 40 || commit->message.size() > size)) std::abort();
  const auto tag = parse_tag(bytes);
  if (tag.has_value() && parse_id(tag->hex) != tag) std::abort();
  const auto config = parse_git_config(bytes);
  if (!config.has_value() && config.error().kind != oyer::Error::Kind::corrupt) std::abort();
  find_packed(bytes, "refs/heads/main");
  return 0;
}
