// What a zygote's child is handed, and what comes back from it: the C++ end of runners/python/*.py.
//
// A child plays one of four roles, chosen by its payload, a dict in CPython's marshal format:
//   function  serves calls of a judge over descriptor 0, a stream socket whose other end the judge was given
//   cases     calls its entry point with each input; one answer frame a case over descriptor 0
//   script    runs the source as the main program, with stdin, exit status and output as python3 FILE
//   judge     runs a task's tests against candidates; descriptor 0 is its control socket
//
// The judge's control socket carries messages in both directions: 4 bytes of length, little-endian, then JSON. After
// the task message (answered by a TaskReply) comes one judge message for each candidate, sent together with the
// other end of that candidate's socket (SCM_RIGHTS), and answered by a JudgeReport. Each side that passes a socket on
// must close its own copy: the judge learns of a candidate's death by the end of the stream.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace oyer::runners {

// ---- payloads -----------------------------------------------------------------------------------------------------

struct FunctionPayload {
  std::string source;
  std::string prelude;             // executed before the source in the same module
  std::vector<std::string> names;  // what the judge will ask for: TaskReply::names
  std::uint64_t seed = 0;          // of random (and numpy.random, where it is loaded)
  bool discard_output = true;      // stdout and stderr go to /dev/null
};

struct CasesPayload {
  std::string source;
  std::string prelude;
  std::string entry;                 // a name, or Class.method
  std::vector<std::string> cases;    // each a JSON array of arguments, as Python's json reads it (NaN, Infinity)
  std::vector<std::string> rebuild;  // names of datasets::Rebuild; the last holds for all further arguments
  std::uint64_t seed = 0;
  bool discard_output = true;
  // An answer beyond these crosses as a digest of its canonical bytes instead: (..., "digest", hex, length).
  Bytes most_bytes = 16_MiB;
  std::uint64_t most_nodes = 2U << 20U;
};

struct ScriptPayload {
  std::string source;
  std::string prelude;           // executed before the source in the same module
  std::string name = "main.py";  // sys.argv[0]
  // Descriptor 0 is told (one byte) when the source does not compile, and is closed before any of it runs.
  bool report_compile = false;
  std::vector<std::string> arguments;
  std::uint64_t seed = 0;
};

std::string payload_of(const FunctionPayload& payload);
std::string payload_of(const CasesPayload& payload);
std::string payload_of(const ScriptPayload& payload);
std::string judge_payload();

// ---- judge: what it is told ---------------------------------------------------------------------------------------

struct JudgeTest {
  std::string id;
  std::string code;
};

// An argument that the reference changes: a position or a keyword.
using ArgumentName = std::variant<std::uint32_t, std::string>;

struct JudgeTask {
  std::string prelude;
  std::string setup;
  std::optional<bool> setup_after;  // set-up code runs after the candidate is loaded; unset: iff it uses its names
  std::vector<std::string> names;   // the candidate's; the entry point is the first
  std::vector<JudgeTest> tests;
  std::map<std::string, std::vector<ArgumentName>> mutates;  // learned from the reference
  bool points = true;                                        // report each assertion of a test by itself
};

struct JudgeRequest {
  std::string nonce;           // random, unknown to the candidate's side; the report repeats it
  bool learn = false;          // the candidate is the reference: report which arguments it changes
  bool stop_at_first = false;  // leave out what follows the first failed assertion
  bool back = false;           // leave every argument as the candidate leaves it, as in one process
  std::uint64_t seed = 0;
};

// A task whose tests cannot be separated from the candidate (isolation shared_process): both run in one process, a
// fifth role, which reports for itself with one JudgeReport message on descriptor 0. Its word is no evidence.
struct SharedPayload {
  std::string source;
  JudgeTask task;
  JudgeRequest request;
  bool discard_output = true;
};
std::string payload_of(const SharedPayload& payload);

// Whole messages, length included.
std::string message_of(const JudgeTask& task);
std::string message_of(const JudgeRequest& request);

// ---- judge: what it says ------------------------------------------------------------------------------------------

struct TaskReply {
  std::uint64_t planned = 0;
  std::uint64_t points = 0;
  std::vector<std::string> names;    // that candidates are asked for; without those that are standard modules
  std::vector<std::string> modules;  // that the judge imported itself
  bool setup_after = false;
};

enum class TestOutcome { passed, failed, error, not_run };

struct TestReport {
  std::string id;
  TestOutcome outcome = TestOutcome::not_run;
  std::string detail;  // one printable line: the answer a failed assertion saw, or the exception
  std::string reason;  // "unencodable" when the test failed on a value that has no frame
  std::string points;  // one letter an assertion: P passed, F failed, E error, N not run
  friend bool operator==(const TestReport&, const TestReport&) = default;
};

// Why a run ended early, or what is to be known of a complete one.
enum class EndReason {
  none,
  load_error,            // the candidate's source did not compile or raised
  closed,                // its process ended, or closed the socket
  candidate_exit,        // it raised what ends a run: SystemExit, its own AssertionError, ...
  protocol,              // bytes that are no answer: early, late, twice, malformed
  judge_exhausted,       // the judge ran out of memory or stack over a candidate's value
  unencodable,           // complete; a test failed on a value that has no frame
  unencodable_argument,  // a test passes something that cannot cross: the task is for shared_process
};

struct LoadError {
  std::string phase;  // "compile" or "execute"
  std::string name;   // "SyntaxError"
  std::string message;
  std::int64_t line = 0;  // in the source, 0 when not known
};

struct JudgeReport {
  std::uint64_t planned = 0, run = 0;     // tests
  std::uint64_t calls = 0, answered = 0;  // requests to the candidate
  bool complete = false;                  // the candidate was in step to the very end
  bool stopped = false;                   // the judge left tests out behind a failed one, as it was told to
  EndReason reason = EndReason::none;
  std::string detail;
  std::vector<TestReport> tests;  // one for each planned test, in the task's order
  std::optional<LoadError> load_error;
  std::string setup_error;  // what set-up code that uses the candidate's names ran into
  // What the candidate's side says of itself: data, not evidence.
  std::uint64_t mutated = 0, subclass = 0, opaque = 0, drained = 0;
  std::uint64_t candidate_micros = 0;
  std::map<std::string, std::vector<ArgumentName>> mutates;  // when it was asked to learn

  // Every planned test ran (or the judge stopped at a failed one) and every request was answered, to the end. Says
  // nothing about outcomes.
  bool is_evidence() const noexcept;
  bool all_passed() const noexcept;  // is_evidence, and every outcome is passed
};

// Largest message that is accepted from a judge.
inline constexpr Bytes most_judge_message = 16_MiB;

// The text of one message, without its length. invalid_input: the judge could not prepare the task (its message says
// why; the task is at fault). protocol: not such a message.
Result<TaskReply> parse_task_reply(std::string_view text);
// protocol when it is malformed, repeats another nonce, or its numbers contradict each other.
Result<JudgeReport> parse_report(std::string_view text, std::string_view nonce);

std::string_view name_of(TestOutcome outcome) noexcept;  // "passed", "failed", "error", "not_run"
std::string_view name_of(EndReason reason) noexcept;     // "", "load_error", ...

// Cuts messages out of a stream of bytes. protocol error for a length beyond most_judge_message.
class MessageReader {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  Result<std::optional<std::string>> next();

 private:
  std::string buffer_;
};

// ---- cases: what comes back ---------------------------------------------------------------------------------------

// A value as a frame (runners/frame_scan.h), not yet scanned.
struct ValueAnswer {
  std::string frame;
};
// Nothing of it is trusted: a frame with (name, arguments, line, exact name).
struct RaisedAnswer {
  std::string frame;
};

struct CaseAnswer {
  std::uint64_t index = 0;
  std::uint64_t micros = 0;  // CPU that the candidate's process says it took
  std::uint8_t flags = 0;    // frame_flags
  std::variant<ValueAnswer, RaisedAnswer> answer;
};

namespace frame_flags {
inline constexpr std::uint8_t mutated = 1, subclass = 2, opaque = 4, drained = 8, tagged = 16;
}

// Reads the answers of one child in the cases role: LOADED, one answer for each case in order, ENDED. Anything else
// breaks the stream for good; what was read before stays read.
class CaseReader {
 public:
  CaseReader(std::uint64_t cases, Bytes most_frame) : cases_(cases), most_(most_frame) {}

  // Takes bytes as they arrive. False once the stream is broken.
  bool feed(std::string_view bytes);

  const std::vector<CaseAnswer>& answers() const noexcept { return answers_; }
  std::vector<CaseAnswer> take_answers() { return std::move(answers_); }
  bool loaded() const noexcept { return state_ == State::answering || state_ == State::ended; }
  // Frame of (phase, name, arguments, line, exact name), when the source did not load.
  const std::optional<std::string>& load_error() const noexcept { return load_error_; }
  // Every case was answered, ENDED came, and not a byte more.
  bool complete() const noexcept { return state_ == State::ended && buffer_.empty(); }
  const std::string& violation() const noexcept { return violation_; }  // "" while there is none

 private:
  enum class State { loading, answering, ended, failed_to_load, broken };
  bool take(std::uint8_t kind, std::uint8_t flags, std::uint32_t micros, std::uint64_t token, std::string_view body);
  bool broken(std::string what);

  std::uint64_t cases_;
  Bytes most_;
  State state_ = State::loading;
  std::string buffer_;  // of the frame that is still incomplete
  std::vector<CaseAnswer> answers_;
  std::optional<std::string> load_error_;
  std::string violation_;
};

}  // namespace oyer::runners
