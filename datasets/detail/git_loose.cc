#include "datasets/detail/git_loose.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>

#include "base/fd.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::size_t longest_head = 32;  // "commit 18446744073709551615" and a zero

class Inflater {
 public:
  explicit Inflater(std::string_view deflated) : left_(deflated) { ready_ = begun_ = ::inflateInit(&stream_) == Z_OK; }
  ~Inflater() {
    if (begun_) ::inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Fills `into` as far as there is something to fill it with; how much it was.
  std::size_t fill(char* into, std::size_t size) {
    std::size_t done = 0;
    while (ready_ && !ended_ && done < size) {
      if (stream_.avail_in == 0) give_input();
      const std::size_t piece = std::min<std::size_t>(size - done, std::numeric_limits<uInt>::max());
      stream_.next_out = reinterpret_cast<Bytef*>(into + done);
      stream_.avail_out = static_cast<uInt>(piece);
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      done += piece - stream_.avail_out;
      ended_ = result == Z_STREAM_END;
      if (result != Z_OK && !ended_) ready_ = false;
    }
    return done;
  }

  // Whether the stream ends here, with the sum that it should have.
  bool at_end() {
    char one = 0;
    return fill(&one, 1) == 0 && ended_;
  }

 private:
  void give_input() {
    const std::size_t piece = std::min<std::size_t>(left_.size(), std::numeric_limits<uInt>::max());
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(left_.data()));
    stream_.avail_in = static_cast<uInt>(piece);
    left_.remove_prefix(piece);
  }

  z_stream stream_{};
  std::string_view left_;
  bool begun_ = false, ready_ = false, ended_ = false;
};

LooseObject no_object(BlobProblem problem, std::uint64_t size = 0) { return {problem, {}, size, {}}; }

std::optional<ObjectKind> kind_named(std::string_view name) {
  for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

// A file for `size` bytes of content: deflating cannot make it much larger.
std::uint64_t most_file(std::uint64_t most) { return most + most / 1000 + 65536; }

}  // namespace

LooseObject inflate_loose(std::string_view deflated, std::uint64_t most) {
  Inflater inflater(deflated);
  char head[longest_head];
  const std::size_t have = inflater.fill(head, sizeof head);
  const std::string_view text(head, have);
  const std::size_t space = text.find(' ');
  const std::size_t zero = text.find('\0');
  if (zero == std::string_view::npos || space > zero) return no_object(BlobProblem::corrupt);
  LooseObject object;
  object.kind = kind_named(text.substr(0, space));
  const auto [end, error] = std::from_chars(head + space + 1, head + zero, object.size);
  if (!object.kind.has_value() || error != std::errc() || end != head + zero) return no_object(BlobProblem::corrupt);
  const std::string_view begun = text.substr(zero + 1);
  if (begun.size() > object.size) return no_object(BlobProblem::corrupt);
  if (object.size > most) {
    object.problem = BlobProblem::too_large;
    return object;
  }
  object.bytes.resize(static_cast<std::size_t>(object.size));
  std::copy(begun.begin(), begun.end(), object.bytes.begin());
  const std::size_t rest = object.bytes.size() - begun.size();
  if (inflater.fill(object.bytes.data() + begun.size(), rest) != rest || !inflater.at_end()) {
    return no_object(BlobProblem::corrupt);
  }
  return object;
}

LooseObject read_loose(const std::filesystem::path& objects, const ObjectId& id, std::uint64_t most) {
  const std::filesystem::path path = objects / id.hex.substr(0, 2) / id.hex.substr(2);
  const Fd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC));
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return no_object(BlobProblem::missing);
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return no_object(BlobProblem::corrupt);
  // Of a file that is too large for any object allowed, the head is read for its size.
  const auto size = static_cast<std::uint64_t>(info.st_size);
  std::string deflated(static_cast<std::size_t>(size > most_file(most) ? 4096 : size), '\0');
  std::size_t have = 0;
  while (have < deflated.size()) {
    const ssize_t n = ::read(file.get(), deflated.data() + have, deflated.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return no_object(BlobProblem::corrupt);
    have += static_cast<std::size_t>(n);
  }
  return inflate_loose(deflated, most);
}

std::vector<ObjectId> find_loose(const std::filesystem::path& objects, std::string_view beginning) {
  std::vector<ObjectId> found;
  const std::string folder(beginning.substr(0, 2));
  std::error_code error;
  for (std::filesystem::directory_iterator at(objects / folder, error), end; !error && at != end; at.increment(error)) {
    auto id = parse_id(folder + at->path().filename().string());
    if (id.has_value() && id->hex.starts_with(beginning)) found.push_back(*std::move(id));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace oyer::datasets::detail
