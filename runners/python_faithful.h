// The faithful role of a zygote's child: a candidate and its tests in one interpreter, as benchmarks' own graders run
// them, and what such a grader said of it. The C++ end of runners/python/oyer_faithful.py, which names its sources.
//
// The candidate holds everything here in its hands and may have said all of it. Nothing of it is evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oyer::runners {

// One program text, executed in an empty namespace; passed where its end is reached.
struct ExecPayload {
  std::string program;
  std::uint64_t seed = 0;
};

// What is expected of one input: a frame of what the reference gave, or JSON.
struct ExpectedFrame {
  std::string frame;
};
struct ExpectedJson {
  std::string text;
};
using Expected = std::variant<ExpectedFrame, ExpectedJson>;

// An answer whose function is called with each input, the output compared there and then.
struct CallsPayload {
  std::string program;
  std::string entry;                // a name, or Class.method
  std::vector<std::string> inputs;  // each a JSON array of arguments
  std::vector<std::string> rebuild;
  std::vector<Expected> expected;          // one for each input
  std::string expected_rebuild = "as_is";  // of ExpectedJson
  bool wrapped = false;                    // the same: the value is a list of one, which holds what is meant
  std::string oracle = "equal";            // a name of datasets::Oracle
  double atol = 0;
  bool tolerant = false;  // EvalPlus: where a float is expected, 1e-6 from then on
  std::uint64_t seed = 0;
};

std::string payload_of(const ExecPayload& payload);
std::string payload_of(const CallsPayload& payload);

// What was said, as far as it is needed to tell what the grader makes of it.
struct FaithfulReport {
  // exec: the first word, and of a failure the exception's class.
  std::optional<bool> passed;
  std::string why;  // unchecked bytes of the candidate's
  // calls: 0 reached the end, 1 stopped, nullopt neither; how many inputs are done; how many of them passed.
  std::optional<std::int32_t> stat;
  std::int32_t progress = 0;
  std::vector<bool> details;
  // calls: the first input that failed, and why.
  std::optional<std::uint32_t> failed;
  friend bool operator==(const FaithfulReport&, const FaithfulReport&) = default;
};

// Reads the messages of one run with so many inputs. Whatever is no message ends the reading; what was said before it
// stays said.
class FaithfulReader {
 public:
  explicit FaithfulReader(std::size_t inputs) { report_.details.resize(inputs); }

  // False once nothing more is taken.
  bool feed(std::string_view bytes);
  const FaithfulReport& report() const noexcept { return report_; }

 private:
  bool take(std::uint8_t kind, std::int32_t number, bool flag, std::string_view text);

  FaithfulReport report_;
  std::string buffer_;
  bool open_ = true;
};

}  // namespace oyer::runners
