#include "datasets/detail/git_objects.h"

#include <algorithm>
#include <charconv>

namespace oyer::datasets::detail {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The line that `text` begins with, which is taken off it together with its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// "Name <mail> seconds zone". The mail stands between the first '<' and the last '>'; what is missing stays empty.
GitPerson parse_person(std::string_view line) {
  GitPerson person;
  const std::size_t open = line.find('<');
  const std::size_t close = line.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    person.name = line;
    return person;
  }
  std::string_view name = line.substr(0, open);
  if (name.ends_with(' ')) name.remove_suffix(1);
  person.name = name;
  person.mail = line.substr(open + 1, close - open - 1);
  std::string_view rest = line.substr(close + 1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  std::from_chars(rest.data(), rest.data() + rest.size(), person.seconds);
  return person;
}

}  // namespace

std::string_view name_of(ObjectKind kind) noexcept {
  switch (kind) {
    case ObjectKind::commit: return "commit";
    case ObjectKind::tree: return "tree";
    case ObjectKind::blob: return "blob";
    case ObjectKind::tag: return "tag";
  }
  return "object";
}

std::optional<ObjectId> parse_id(std::string_view hex) {
  if (hex.size() != 40 && hex.size() != 64) return std::nullopt;
  ObjectId id{std::string(hex)};
  for (char& c : id.hex) {
    const int digit = digit_of(c);
    if (digit < 0) return std::nullopt;
    c = "0123456789abcdef"[digit];
  }
  return id;
}

ObjectId id_of(std::string_view raw) {
  ObjectId id;
  id.hex.reserve(2 * raw.size());
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    id.hex += "0123456789abcdef"[byte >> 4U];
    id.hex += "0123456789abcdef"[byte & 15U];
  }
  return id;
}

std::string raw_of(const ObjectId& id) {
  std::string raw(id.hex.size() / 2, '\0');
  for (std::size_t i = 0; i < raw.size(); ++i) {
    raw[i] = static_cast<char>(16 * digit_of(id.hex[2 * i]) + digit_of(id.hex[2 * i + 1]));
  }
  return raw;
}

std::optional<GitCommit> parse_commit(const ObjectId& id, std::string_view bytes) {
  GitCommit commit;
  commit.id = id;
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
    if (line.empty()) break;  // what follows is the message
    const std::size_t space = line.find(' ');
    const std::string_view key = line.substr(0, space);
    const std::string_view value = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    if (key == "tree" || key == "parent") {
      auto named = parse_id(value);
      if (!named.has_value() || named->hex.size() != id.hex.size()) return std::nullopt;
      if (key == "parent") commit.parents.push_back(*std::move(named));
      if (key == "tree" && commit.tree.hex.empty()) commit.tree = *std::move(named);
    } else if (key == "author") {
      commit.author = parse_person(value);
    } else if (key == "committer") {
      commit.committer = parse_person(value);
    }
  }
  if (commit.tree.hex.empty()) return std::nullopt;
  commit.message = bytes;
  return commit;
}

std::optional<ObjectId> parse_tag(std::string_view bytes) {
  const std::string_view line = take_line(bytes);
  if (!line.starts_with("object ")) return std::nullopt;
  return parse_id(line.substr(7));
}

int compare_rows(const TreeRow& a, const TreeRow& b) {
  const std::size_t common = std::min(a.name.size(), b.name.size());
  if (const int order = a.name.substr(0, common).compare(b.name.substr(0, common)); order != 0) return order;
  const auto behind = [&](const TreeRow& row) {
    if (row.name.size() > common) return static_cast<int>(static_cast<unsigned char>(row.name[common]));
    return row.is_folder() ? '/' : -1;
  };
  if (const int order = behind(a) - behind(b); order != 0) return order;
  return a.name.compare(b.name);
}

std::optional<std::vector<TreeRow>> parse_tree(std::string_view bytes, std::size_t id_size) {
  std::vector<TreeRow> rows;
  while (!bytes.empty()) {
    TreeRow row;
    const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), row.mode, 8);
    if (error != std::errc()) return std::nullopt;
    bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
    const std::size_t zero = bytes.find('\0');
    if (!bytes.starts_with(' ') || zero == std::string_view::npos) return std::nullopt;
    if (bytes.size() - zero - 1 < id_size) return std::nullopt;
    row.name = bytes.substr(1, zero - 1);
    row.raw_id = bytes.substr(zero + 1, id_size);
    bytes.remove_prefix(zero + 1 + id_size);
    rows.push_back(row);
  }
  const auto before = [](const TreeRow& a, const TreeRow& b) { return compare_rows(a, b) < 0; };
  // Git writes them sorted; whoever writes trees by hand need not. Equal names stay in the order they are stored.
  if (!std::is_sorted(rows.begin(), rows.end(), before)) std::stable_sort(rows.begin(), rows.end(), before);
  return rows;
}

std::optional<GitEntry::Kind> kind_of(std::uint32_t mode) noexcept {
  switch (mode & 0170000U) {
    case 0100000U: return (mode & 0100U) != 0 ? GitEntry::Kind::executable : GitEntry::Kind::file;
    case 0120000U: return GitEntry::Kind::symlink;
    case 0160000U: return GitEntry::Kind::submodule;
    default: return std::nullopt;
  }
}

}  // namespace oyer::datasets::detail
