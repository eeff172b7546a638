#include "cli/episodes_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <tuple>
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

struct Line {
  std::string_view text;
  std::size_t end = 0;  // place behind its line end
};

std::vector<Line> whole_lines(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    lines.push_back({text.substr(at, end - at), end + 1});
    at = end + 1;
  }
  return lines;
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
  OYER_TRY(const std::string text, read_file(path));
  const std::vector<Line> lines = whole_lines(text);
  const off_t whole = lines.empty() ? 0 : static_cast<off_t>(lines.back().end);
  if (::ftruncate(file.file_.get(), whole) != 0 || ::lseek(file.file_.get(), whole, SEEK_SET) < 0) {
    return fail(host_error("going on with " + path.string()));
  }
  if (lines.empty()) {
    OYER_TRY_STATUS(file.add(head));
    return file;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto at = [&](Error error) {
      return fail(corrupt(path.string() + ":" + std::to_string(i + 1) + ": " + to_string(error) +
                          "; give another --out, or take the line away"));
    };
    auto parsed = json::parse(lines[i].text);
    if (!parsed.has_value()) return at(std::move(parsed).error());
    if (!parsed->is_object()) return at(corrupt("it is no object"));
    if (i == 0) {
      if (parsed->get_object() == head) continue;
      return fail(invalid_input(path.string() + " is of another run (" + difference(head, parsed->get_object()) +
                                "); give another --out, or the same options"));
    }
    auto row = graders::turn_row_from_json(parsed->get_object());
    if (!row.has_value()) return at(std::move(row).error());
    file.known_.push_back(std::move(*row));
  }
  return file;
}

Status EpisodesFile::add(const json::object& row) {
  OYER_TRY_STATUS(write_all(file_.get(), json::print(row) + "\n"));
  if (::fdatasync(file_.get()) != 0) return fail(host_error("writing " + path_.string()));
  return {};
}

Status EpisodesFile::sort(const std::vector<std::string>& tasks) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < tasks.size(); ++i) places.emplace(tasks[i], i);
  OYER_TRY(const std::string text, read_file(path_));
  const std::vector<Line> lines = whole_lines(text);
  std::vector<std::tuple<std::size_t, std::uint64_t, std::uint64_t, std::string_view>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    OYER_TRY(const json::value parsed, json::parse(lines[i].text));
    OYER_TRY(const graders::TurnRow row, graders::turn_row_from_json(parsed.get_object()));
    rows.emplace_back(places[row.task_id], row.sample, row.turn, lines[i].text);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a), std::get<2>(a)) <
           std::tie(std::get<0>(b), std::get<1>(b), std::get<2>(b));
  });
  std::string sorted = std::string(lines.front().text) + "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Of a turn that was judged anew after a failure of the harness the last word counts.
    const bool again = i + 1 < rows.size() && std::get<0>(rows[i]) == std::get<0>(rows[i + 1]) &&
                       std::get<1>(rows[i]) == std::get<1>(rows[i + 1]) &&
                       std::get<2>(rows[i]) == std::get<2>(rows[i + 1]);
    if (!again) sorted += std::string(std::get<3>(rows[i])) + "\n";
  }
  return write_file(path_, sorted);
}

}  // namespace oyer::cli
