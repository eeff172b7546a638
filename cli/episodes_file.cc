#include "cli/episodes_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "base/file.h"

namespace oyer::cli {
namespace {

namespace fs = std::filesystem;

// The fields in which two heads differ, for a person.
std::string difference(const json::object& ours, const json::object& theirs) {
  std::string text;
  for (const auto& [key, value] : ours) {
    const json::value* const other = theirs.if_contains(key);
    if (other != nullptr && *other == value) continue;
    text += (text.empty() ? "" : ", ") + std::string(key) + " is " + json::print(value) + " here and " +
            (other == nullptr ? "not told" : json::print(*other)) + " there";
  }
  return text.empty() ? "it tells more" : text;
}

// Each with its end; what a kill cut short at the end of the file is no line.
std::vector<std::string_view> whole_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

Result<graders::TurnRow> parse_row(std::string_view line) {
  OYER_TRY(const json::value parsed, json::parse(line));
  if (!parsed.is_object()) return fail(corrupt("it is no object"));
  return graders::turn_row_from_json(parsed.get_object());
}

Error of_another_run(const fs::path& path, const std::string& why) {
  return invalid_input(path.string() + " is of another run (" + why + "); give another --out, or the same options");
}

}  // namespace

Result<EpisodesFile> EpisodesFile::open(const fs::path& path, const json::object& head) {
  EpisodesFile file;
  file.path_ = path;
  file.file_ = Fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file.file_) return fail(host_error("opening " + path.string()));
  if (::flock(file.file_.get(), LOCK_EX | LOCK_NB) != 0) {
    return fail(invalid_input(path.string() + " is being written by another run; wait for it, or give another --out"));
  }
  file.head_ = head;
  const std::string first = json::print(head) + "\n";
  OYER_TRY(const std::string text, read_file(path));
  if (text.size() < first.size() && first.starts_with(text)) {
    // Nothing yet, or a kill while the head was written.
    OYER_TRY_STATUS(file.cut(0));
    OYER_TRY_STATUS(file.add(head));
    return file;
  }
  const std::vector<std::string_view> lines = whole_lines(text);
  const auto theirs = json::parse(lines.empty() ? std::string_view() : lines.front());
  if (!theirs.has_value() || !theirs->is_object())
    return fail(of_another_run(path, "its first line is no head of one"));
  if (theirs->get_object() != head) return fail(of_another_run(path, difference(head, theirs->get_object())));
  std::size_t whole = lines.front().size();
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto row = parse_row(lines[i]);
    if (!row.has_value()) {
      return fail(corrupt(path.string() + ":" + std::to_string(i + 1) + ": " + to_string(row.error()) +
                          "; give another --out, or take the line away"));
    }
    file.known_.push_back(std::move(*row));
    whole += lines[i].size();
  }
  OYER_TRY_STATUS(file.cut(whole));
  return file;
}

Status EpisodesFile::cut(std::size_t size) {
  const auto end = static_cast<off_t>(size);
  if (::ftruncate(file_.get(), end) == 0 && ::lseek(file_.get(), end, SEEK_SET) >= 0) return {};
  return fail(host_error("going on with " + path_.string()));
}

Status EpisodesFile::add(const json::object& row) {
  OYER_TRY_STATUS(write_all(file_.get(), json::print(row) + "\n"));
  if (::fdatasync(file_.get()) != 0) return fail(host_error("writing " + path_.string()));
  return {};
}

Status EpisodesFile::finish(const std::vector<json::object>& rows) {
  std::string text = json::print(head_) + "\n";
  for (const json::object& row : rows) text += json::print(row) + "\n";
  return write_file(path_, text);
}

}  // namespace oyer::cli
