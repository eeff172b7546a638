// Reading what a judge says. The judge is ours, but it has held a candidate's values: its report is checked as if it
// had been written by somebody else.
#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "runners/python_payload.h"

namespace oyer::runners {

namespace {

constexpr std::array<std::string_view, 4> outcome_names{"passed", "failed", "error", "not_run"};
constexpr std::array<std::string_view, 8> reason_names{
    "", "load_error", "closed", "candidate_exit", "protocol", "judge_exhausted", "unencodable", "unencodable_argument"};

template <class Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

// One object of a message, read field by field; the first thing that is not as it should be is kept.
class Fields {
 public:
  explicit Fields(const json::object& object) : object_(object) {}

  std::string text(std::string_view key) {
    const json::string* found = json::find_string(object_, key);
    if (found == nullptr) return miss(key), std::string();
    return std::string(json::view(*found));
  }
  std::string text_or_empty(std::string_view key) { return object_.contains(key) ? text(key) : std::string(); }

  std::uint64_t count(std::string_view key) {
    const json::value* found = json::find(object_, key);
    if (found == nullptr || !found->is_int64() || found->get_int64() < 0) return miss(key), 0;
    return static_cast<std::uint64_t>(found->get_int64());
  }

  bool flag(std::string_view key) {
    const json::value* found = json::find(object_, key);
    if (found == nullptr || !found->is_bool()) return miss(key), false;
    return found->get_bool();
  }

  const json::array& array(std::string_view key) {
    static const json::array none;
    const json::array* found = json::find_array(object_, key);
    return found != nullptr ? *found : (miss(key), none);
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> all;
    for (const json::value& one : array(key)) {
      if (!one.is_string()) return miss(key), all;
      all.emplace_back(json::view(one.get_string()));
    }
    return all;
  }

  void miss(std::string_view key) {
    if (missing_.empty()) missing_ = key;
  }
  const std::string& missing() const { return missing_; }

 private:
  const json::object& object_;
  std::string missing_;
};

Error malformed(std::string_view what) {
  return protocol_error("judge's message: malformed \"" + std::string(what) + "\"");
}

Result<json::object> parse_object(std::string_view text, std::string_view op) {
  auto parsed = json::parse(text);
  if (!parsed.has_value() || !parsed->is_object()) return fail(protocol_error("judge's message is not a JSON object"));
  json::object object = std::move(parsed->get_object());
  const json::string* got = json::find_string(object, "op");
  if (got == nullptr || json::view(*got) != op) {
    return fail(protocol_error("judge's message is not \"" + std::string(op) + "\""));
  }
  return object;
}

bool are_points(std::string_view points) { return points.find_first_not_of("PFEN") == std::string_view::npos; }

Result<TestReport> parse_test(const json::value& value) {
  if (!value.is_object()) return fail(malformed("tests"));
  Fields fields(value.get_object());
  TestReport test;
  test.id = fields.text("id");
  const auto outcome = find_name<TestOutcome>(outcome_names, fields.text("outcome"));
  test.detail = fields.text_or_empty("detail");
  test.reason = fields.text_or_empty("reason");
  test.points = fields.text_or_empty("points");
  if (!fields.missing().empty()) return fail(malformed(fields.missing()));
  if (!outcome || !are_points(test.points)) return fail(malformed("tests"));
  test.outcome = *outcome;
  const bool unfinished = test.points.find_first_of("FE") != std::string::npos;
  if (test.outcome == TestOutcome::passed && unfinished) return fail(malformed("points"));
  return test;
}

Result<std::vector<ArgumentName>> parse_arguments(const json::value& value) {
  if (!value.is_array()) return fail(malformed("mutates"));
  std::vector<ArgumentName> arguments;
  for (const json::value& one : value.get_array()) {
    if (one.is_string()) {
      arguments.emplace_back(std::string(json::view(one.get_string())));
    } else if (one.is_int64() && one.get_int64() >= 0 && one.get_int64() < 256) {
      arguments.emplace_back(static_cast<std::uint32_t>(one.get_int64()));
    } else {
      return fail(malformed("mutates"));
    }
  }
  return arguments;
}

Status parse_optional_parts(const json::object& object, JudgeReport& report) {
  if (const json::object* error = json::find_object(object, "load_error")) {
    Fields fields(*error);
    const json::value* line = json::find(*error, "line");
    report.load_error = LoadError{fields.text("phase"), fields.text("name"), fields.text("message"), 0};
    if (!fields.missing().empty()) return fail(malformed("load_error"));
    if (line != nullptr && line->is_int64()) report.load_error->line = line->get_int64();
  }
  if (const json::object* mutates = json::find_object(object, "mutates")) {
    for (const auto& [name, arguments] : *mutates) {
      OYER_TRY(auto parsed, parse_arguments(arguments));
      report.mutates.emplace(std::string(name), std::move(parsed));
    }
  }
  return {};
}

// The numbers of a report must fit each other.
bool is_consistent(const JudgeReport& report) {
  if (report.tests.size() != report.planned || report.run > report.planned) return false;
  if (report.answered > report.calls) return false;
  const auto ran = std::count_if(report.tests.begin(), report.tests.end(),
                                 [](const TestReport& test) { return test.outcome != TestOutcome::not_run; });
  if (static_cast<std::uint64_t>(ran) != report.run) return false;
  const bool early = report.reason != EndReason::none && report.reason != EndReason::unencodable;
  return !(report.complete && early);
}

}  // namespace

bool JudgeReport::is_evidence() const noexcept {
  const bool failed = std::any_of(tests.begin(), tests.end(), [](const TestReport& test) {
    return test.outcome == TestOutcome::failed || test.outcome == TestOutcome::error;
  });
  return complete && calls == answered && planned > 0 && (run == planned || (stopped && failed));
}

bool JudgeReport::all_passed() const noexcept {
  return is_evidence() && std::all_of(tests.begin(), tests.end(),
                                      [](const TestReport& test) { return test.outcome == TestOutcome::passed; });
}

Result<TaskReply> parse_task_reply(std::string_view text) {
  OYER_TRY(const json::object object, parse_object(text, "task"));
  Fields fields(object);
  if (!fields.flag("ok")) {
    const std::string error = fields.text("error");
    if (!fields.missing().empty()) return fail(malformed(fields.missing()));
    return fail(invalid_input("the task's own code does not run: " + error));
  }
  TaskReply reply;
  reply.planned = fields.count("planned");
  reply.points = fields.count("points");
  reply.names = fields.texts("names");
  reply.modules = fields.texts("modules");
  reply.setup_after = fields.flag("setup_after");
  if (!fields.missing().empty()) return fail(malformed(fields.missing()));
  return reply;
}

Result<JudgeReport> parse_report(std::string_view text, std::string_view nonce) {
  OYER_TRY(const json::object object, parse_object(text, "report"));
  Fields fields(object);
  if (fields.text("nonce") != nonce) return fail(protocol_error("judge's report is for another candidate"));
  JudgeReport report;
  report.planned = fields.count("planned");
  report.run = fields.count("run");
  report.calls = fields.count("calls");
  report.answered = fields.count("answered");
  report.complete = fields.flag("complete");
  report.stopped = fields.flag("stopped");
  report.detail = fields.text_or_empty("detail");
  report.setup_error = fields.text_or_empty("setup_error");
  report.candidate_micros = fields.count("candidate_micros");
  const auto reason = find_name<EndReason>(reason_names, fields.text_or_empty("reason"));
  if (!reason) return fail(malformed("reason"));
  report.reason = *reason;
  for (const json::value& test : fields.array("tests")) {
    OYER_TRY(auto parsed, parse_test(test));
    report.tests.push_back(std::move(parsed));
  }
  if (const json::object* flags = json::find_object(object, "flags")) {
    Fields numbers(*flags);
    report.mutated = numbers.count("mutated");
    report.subclass = numbers.count("subclass");
    report.opaque = numbers.count("opaque");
    report.drained = numbers.count("drained");
    if (!numbers.missing().empty()) return fail(malformed("flags"));
  }
  if (!fields.missing().empty()) return fail(malformed(fields.missing()));
  OYER_TRY_STATUS(parse_optional_parts(object, report));
  if (!is_consistent(report)) return fail(protocol_error("judge's report contradicts itself"));
  return report;
}

std::string_view name_of(TestOutcome outcome) noexcept { return outcome_names[static_cast<std::size_t>(outcome)]; }
std::string_view name_of(EndReason reason) noexcept { return reason_names[static_cast<std::size_t>(reason)]; }

Result<std::optional<std::string>> MessageReader::next() {
  if (buffer_.size() < 4) return std::nullopt;
  std::size_t length = 0;
  for (unsigned i = 4; i-- > 0;) length = length << 8U | static_cast<unsigned char>(buffer_[i]);
  if (length > most_judge_message.count) return fail(protocol_error("judge's message is too long"));
  if (buffer_.size() < 4 + length) return std::nullopt;
  std::string message = buffer_.substr(4, length);
  buffer_.erase(0, 4 + length);
  return std::optional(std::move(message));
}

}  // namespace oyer::runners
