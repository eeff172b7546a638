#include "base/jsonl.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/fd.h"
#include "base/file.h"
#include "base/put_in_place.h"
#include "base/zstd_file.h"

namespace oyer {

struct JsonlReader::State {
  std::filesystem::path path;
  std::uint64_t line_limit = 0;
  gzFile file = nullptr;  // zlib reads plain files through the same calls
  bool gzip = false;
  std::optional<ZstdReader> zstd;  // then `file` is null
  bool ended = false;
  std::uint64_t line = 0;
  std::string buffer;
  std::size_t begin = 0;

  ~State() {
    if (file != nullptr) gzclose(file);
  }

  Error at(std::uint64_t number, const std::string& reason) const {
    return invalid_input(path.string() + ":" + std::to_string(number) + ": " + reason);
  }

  // Reads more bytes behind `buffer`. False at the end of the file.
  Result<bool> fill() {
    if (ended) return false;
    if (begin > 0) buffer.erase(0, std::exchange(begin, 0));
    char chunk[1U << 16U];
    if (zstd) {
      Result<std::size_t> n = zstd->read(chunk, sizeof chunk);
      if (!n.has_value()) ended = true;
      OYER_TRY(const std::size_t count, std::move(n));
      buffer.append(chunk, count);
      ended = count == 0;
      return count > 0;
    }
    const int n = gzread(file, chunk, sizeof chunk);
    if (n > 0) {
      buffer.append(chunk, static_cast<std::size_t>(n));
      return true;
    }
    ended = true;
    int code = Z_OK;
    const char* message = gzerror(file, &code);
    if (code == Z_ERRNO) return fail(host_error("cannot read " + path.string()));
    if (n < 0 || code == Z_BUF_ERROR || (gzip && code != Z_OK && code != Z_STREAM_END)) {
      return fail(at(line + 1, std::string("the gzip stream is damaged or cut short (") + message +
                                   "); fetch or write the file again"));
    }
    return false;
  }
};

JsonlReader::JsonlReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonlReader::JsonlReader(JsonlReader&&) noexcept = default;
JsonlReader& JsonlReader::operator=(JsonlReader&&) noexcept = default;
JsonlReader::~JsonlReader() = default;

const std::filesystem::path& JsonlReader::path() const noexcept { return state_->path; }

Result<JsonlReader> JsonlReader::open(const std::filesystem::path& path, Bytes line_limit) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    if (errno == ENOENT) return fail(not_found(path.string() + ": no such file"));
    return fail(host_error("cannot open " + path.string()));
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return fail(invalid_input(path.string() + " is a directory; name a .jsonl or .jsonl.gz file"));
  }
  auto state = std::make_unique<State>();
  state->path = path;
  state->line_limit = line_limit.count;
  char magic[4] = {};
  const ssize_t n = ::pread(fd.get(), magic, sizeof magic, 0);
  const std::string_view first(magic, n > 0 ? static_cast<std::size_t>(n) : 0);
  if (ZstdReader::is_magic(first)) {
    OYER_TRY(state->zstd, ZstdReader::open(std::move(fd), path.string()));
    return JsonlReader(std::move(state));
  }
  state->gzip = first.starts_with("\x1f\x8b");
  state->file = gzdopen(fd.get(), "rb");
  if (state->file == nullptr) return fail(host_error("cannot open " + path.string()));
  static_cast<void>(fd.release());
  gzbuffer(state->file, 1U << 17U);
  return JsonlReader(std::move(state));
}

Result<std::optional<TextLine>> JsonlReader::next_text() {
  State& s = *state_;
  for (;;) {
    std::size_t end = s.buffer.find('\n', s.begin);
    bool too_long = false;
    std::size_t searched = s.buffer.size() - s.begin;
    while (end == std::string::npos) {
      if (s.buffer.size() - s.begin > s.line_limit) {
        // Skip the rest of the line without holding it.
        too_long = true;
        s.buffer.clear();
        s.begin = searched = 0;
      }
      OYER_TRY(const bool more, s.fill());
      if (!more) break;
      end = s.buffer.find('\n', s.begin + searched);
      searched = s.buffer.size() - s.begin;
    }
    if (end == std::string::npos && s.begin == s.buffer.size() && !too_long) return std::optional<TextLine>{};
    const std::size_t stop = end == std::string::npos ? s.buffer.size() : end;
    std::string_view text(s.buffer.data() + s.begin, stop - s.begin);
    s.begin = end == std::string::npos ? stop : end + 1;
    ++s.line;
    if (too_long || text.size() > s.line_limit) {
      return fail(s.at(
          s.line, "the line is longer than " + to_string(Bytes{s.line_limit}) + "; split the row or raise the limit"));
    }
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!is_utf8(text)) return fail(s.at(s.line, "the line is not UTF-8; convert the file to UTF-8"));
    return std::optional<TextLine>(TextLine{std::string(text), s.line});
  }
}

Result<std::optional<JsonLine>> JsonlReader::next() {
  OYER_TRY(const std::optional<TextLine> line, next_text());
  if (!line.has_value()) return std::optional<JsonLine>{};
  Result<json::value> value = json::parse(line->text);
  if (!value.has_value()) return fail(state_->at(line->line, value.error().what + "; write one JSON object a line"));
  if (!value->is_object()) {
    return fail(state_->at(line->line, "the line is not a JSON object; write one object a line"));
  }
  return std::optional<JsonLine>(JsonLine{std::move(value->as_object()), line->line});
}

struct JsonlWriter::State {
  std::filesystem::path path;
  std::string temporary;
  gzFile file = nullptr;
  std::optional<ZstdWriter> zstd;  // then `file` is null
  bool open() const noexcept { return file != nullptr || zstd.has_value(); }
  ~State() {
    if (open()) ::unlink(temporary.c_str());
    if (file != nullptr) gzclose(file);
  }
};

JsonlWriter::JsonlWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonlWriter::JsonlWriter(JsonlWriter&&) noexcept = default;
JsonlWriter& JsonlWriter::operator=(JsonlWriter&&) noexcept = default;
JsonlWriter::~JsonlWriter() = default;

Result<JsonlWriter> JsonlWriter::create(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->temporary = path.string() + ".partial." + std::to_string(::getpid());
  if (path.extension() == ".zst") {
    OYER_TRY(state->zstd, ZstdWriter::create(state->temporary));
    return JsonlWriter(std::move(state));
  }
  // "wbT" writes the bytes as they are, without a gzip header.
  state->file = gzopen(state->temporary.c_str(), path.extension() == ".gz" ? "wb6" : "wbT");
  if (state->file == nullptr) return fail(host_error("cannot create " + state->temporary));
  return JsonlWriter(std::move(state));
}

Status JsonlWriter::write(const json::value& row) { return write_text(json::print(row)); }

Status JsonlWriter::write_text(std::string_view row) {
  OYER_CHECK(row.find('\n') == std::string_view::npos);
  std::string line(row);
  line += '\n';
  if (state_->zstd) return state_->zstd->write(line);
  std::string_view rest = line;
  while (!rest.empty()) {
    const auto part = static_cast<unsigned>(std::min<std::size_t>(rest.size(), 1U << 30U));
    if (gzwrite(state_->file, rest.data(), part) != static_cast<int>(part)) {
      return fail(host_error("cannot write " + state_->temporary));
    }
    rest.remove_prefix(part);
  }
  return {};
}

Status JsonlWriter::commit() {
  Status finished;
  if (state_->zstd) {
    finished = state_->zstd->finish();
    state_->zstd.reset();
  } else if (gzclose(std::exchange(state_->file, nullptr)) != Z_OK) {
    finished = fail(host_error("cannot finish " + state_->temporary));
  }
  if (finished.has_value()) finished = put_in_place(state_->temporary, state_->path);
  if (!finished.has_value()) ::unlink(state_->temporary.c_str());
  return finished;
}

}  // namespace oyer
