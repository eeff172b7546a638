#include "runners/python_faithful.h"

#include "base/base64.h"
#include "base/json.h"
#include "runners/detail/marshal_writer.h"

namespace oyer::runners {

namespace {

// MESSAGE of runners/python/oyer_faithful.py.
constexpr std::size_t header_size = 7;
enum Kind : std::uint8_t { kind_result, kind_stat, kind_progress, kind_detail };

json::object begin(std::string_view form, const std::string& program, std::uint64_t seed) {
  return {{"role", "faithful"}, {"form", form}, {"program", program}, {"seed", seed}, {"discard_output", true}};
}

json::array strings(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::array array_of(const Expected& expected) {
  if (const auto* frame = std::get_if<ExpectedFrame>(&expected)) return {"frame", to_base64(frame->frame)};
  return {"json", std::get<ExpectedJson>(expected).text};
}

}  // namespace

std::string payload_of(const ExecPayload& payload) {
  return detail::marshal(begin("exec", payload.program, payload.seed));
}

std::string payload_of(const CallsPayload& payload) {
  json::object object = begin("calls", payload.program, payload.seed);
  object["entry"] = payload.entry;
  object["inputs"] = strings(payload.inputs);
  object["rebuild"] = strings(payload.rebuild);
  json::array expected;
  for (const Expected& one : payload.expected) expected.push_back(array_of(one));
  object["expected"] = std::move(expected);
  object["expected_rebuild"] = payload.expected_rebuild;
  object["wrapped"] = payload.wrapped;
  object["oracle"] = payload.oracle;
  object["atol"] = payload.atol;
  object["tolerant"] = payload.tolerant;
  return detail::marshal(object);
}

bool FaithfulReader::feed(std::string_view bytes) {
  if (!open_) return false;
  buffer_.append(bytes);
  std::string_view rest = buffer_;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(rest[at]); };
  while (open_ && rest.size() >= header_size && rest.size() - header_size >= byte(6)) {
    std::uint32_t number = 0;
    for (std::size_t i = 4; i > 0; --i) number = number << 8U | byte(i);
    open_ = take(byte(0), static_cast<std::int32_t>(number), byte(5) != 0, rest.substr(header_size, byte(6)));
    rest.remove_prefix(header_size + byte(6));
  }
  buffer_.erase(0, buffer_.size() - rest.size());
  return open_;
}

bool FaithfulReader::take(std::uint8_t kind, std::int32_t number, bool flag, std::string_view text) {
  switch (kind) {
    case kind_result:
      if (!report_.passed) {
        report_.passed = flag;
        report_.why = text;
      }
      return true;
    case kind_stat:
      report_.stat = number;
      if (!report_.failed) report_.why = text;
      return true;
    case kind_progress: report_.progress = number; return true;
    case kind_detail: {
      const auto place = static_cast<std::uint32_t>(number);
      if (number < 0 || place >= report_.details.size()) return false;
      report_.details[place] = flag;
      if (!flag && !report_.failed) {
        report_.failed = place;
        report_.why = text;
      }
      return true;
    }
    default: return false;
  }
}

}  // namespace oyer::runners
