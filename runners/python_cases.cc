#include "runners/python_payload.h"

namespace oyer::runners {

namespace {

// HEADER of runners/python/oyer_codec.py: length of the rest, kind, flags, microseconds, token.
constexpr std::size_t header_size = 18;
constexpr std::size_t header_rest = header_size - 4;
enum Kind : std::uint8_t { kind_loaded = 32, kind_value = 33, kind_raised = 34, kind_ended = 36 };

std::uint64_t read_little(std::string_view bytes, std::size_t at, unsigned width) {
  std::uint64_t number = 0;
  for (unsigned i = width; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

}  // namespace

bool CaseReader::broken(std::string what) {
  state_ = State::broken;
  violation_ = std::move(what);
  buffer_.clear();
  return false;
}

bool CaseReader::feed(std::string_view bytes) {
  if (state_ == State::broken) return false;
  buffer_.append(bytes);
  const std::string_view all = buffer_;
  std::size_t at = 0;
  while (all.size() - at >= header_size) {
    const std::uint64_t length = read_little(all, at, 4);
    if (length < header_rest || length - header_rest > most_.count) return broken("length");
    if (all.size() - at < 4 + length) break;
    const auto kind = static_cast<std::uint8_t>(all[at + 4]), flags = static_cast<std::uint8_t>(all[at + 5]);
    const auto micros = static_cast<std::uint32_t>(read_little(all, at + 6, 4));
    const std::uint64_t token = read_little(all, at + 10, 8);
    if (!take(kind, flags, micros, token, all.substr(at + header_size, length - header_rest))) return false;
    at += 4 + length;
  }
  buffer_.erase(0, at);
  if (!buffer_.empty() && (state_ == State::ended || state_ == State::failed_to_load)) return broken("trailing bytes");
  return true;
}

bool CaseReader::take(std::uint8_t kind, std::uint8_t flags, std::uint32_t micros, std::uint64_t token,
                      std::string_view body) {
  switch (state_) {
    case State::loading:
      if (token != 0) return broken("token");
      if (kind == kind_loaded) {
        state_ = State::answering;
        return true;
      }
      if (kind != kind_raised) return broken("kind");
      load_error_ = std::string(body);
      state_ = State::failed_to_load;
      return true;
    case State::answering:
      if (token != answers_.size()) return broken("token");
      if (answers_.size() == cases_) {
        if (kind != kind_ended) return broken("kind");
        state_ = State::ended;
        return true;
      }
      if (kind != kind_value && kind != kind_raised) return broken("kind");
      answers_.push_back({token, micros, flags, ValueAnswer{}});
      if (kind == kind_value)
        answers_.back().answer = ValueAnswer{std::string(body)};
      else
        answers_.back().answer = RaisedAnswer{std::string(body)};
      return true;
    default: return broken("trailing frame");
  }
}

}  // namespace oyer::runners
