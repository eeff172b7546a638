#include "graders/feedback.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "graders/detail/plain_text.h"

namespace oyer::graders {
namespace {

using detail::plain_error;
using detail::plain_text;
using detail::without_middle;

constexpr unsigned version = 1;
constexpr std::array styles = {std::pair(FeedbackStyle::rlef, std::string_view("rlef")),
                               std::pair(FeedbackStyle::successes, std::string_view("successes")),
                               std::pair(FeedbackStyle::terse, std::string_view("terse")),
                               std::pair(FeedbackStyle::redacted, std::string_view("redacted"))};

std::string_view fence_of(Language language) {
  switch (language) {
    case Language::python: return "python";
    case Language::c: return "c";
    case Language::cpp: return "cpp";
    default: return name_of(language);
  }
}

// What stands between the quotes of a line, without the line ends behind it.
std::string quoted(std::string_view text, const FeedbackOptions& options) {
  std::string one = plain_text(text);
  while (!one.empty() && one.back() == '\n') one.pop_back();
  return without_middle(one, options.per_value.count);
}

// Why a test failed, in the words of the paper where it has any.
std::string error_of(const CaseResult& one, const Observed* observed, const FeedbackOptions& options) {
  if (one.outcome == Outcome::not_run) return "It was not reached.";
  switch (one.verdict.value_or(Verdict::runtime_error)) {
    case Verdict::time_limit: return "Execution took too long.";
    case Verdict::memory_limit: return "Out of memory.";
    case Verdict::output_limit: return "Too much output.";
    default: break;
  }
  const bool told = observed != nullptr && !observed->error.empty();
  std::string text = plain_error(told ? std::string_view(observed->error) : std::string_view(one.reason));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return without_middle(text, options.per_value.count);
}

bool is_wrong_output(const CaseResult& one) {
  return one.outcome == Outcome::failed &&
         (one.verdict == Verdict::wrong_answer || one.verdict == Verdict::presentation_error);
}

// One line per test; what it says depends on the shape of the tests.
class Lines {
 public:
  Lines(const datasets::Task& task, const std::vector<Observed>& observed, const FeedbackOptions& options)
      : task_(task), options_(options) {
    for (const Observed& one : observed) observed_.emplace(one.test, &one);
  }

  std::string failure(const CaseResult& one, std::size_t place) const {
    if (const auto* shape = std::get_if<datasets::StdioShape>(&task_.shape)) return stdio(one, shape->tests[place]);
    if (options_.style == FeedbackStyle::redacted) return "- Failure: '" + test(one, place, false) + "'";
    std::string error = error_of(one, seen(one), options_);
    const Observed* const got = seen(one);
    if (got != nullptr && is_wrong_output(one) && !got->expected.empty()) {
      error = "expected " + quoted(got->expected, options_) + " but got " + quoted(got->got, options_);
    }
    return "- Failure: '" + test(one, place, true) + "': " + error;
  }

  std::string success(const CaseResult& one, std::size_t place) const {
    if (const auto* shape = std::get_if<datasets::StdioShape>(&task_.shape)) {
      return "- input '" + quoted(shape->tests[place].input, options_) + "' passed";
    }
    return "- Success: '" + test(one, place, true) + "'";
  }

 private:
  const Observed* seen(const CaseResult& one) const {
    const auto found = observed_.find(one.id);
    return found == observed_.end() ? nullptr : found->second;
  }

  std::string stdio(const CaseResult& one, const datasets::StdioTest& test) const {
    const std::string start = "- input '" + quoted(test.input, options_) + "' failed";
    if (options_.style == FeedbackStyle::redacted) return start;
    const Observed* const got = seen(one);
    if (!is_wrong_output(one) || got == nullptr) return start + ": " + error_of(one, got, options_);
    return start + ": Expected output '" + quoted(test.expected, options_) + "' but got '" +
           quoted(got->got, options_) + "'";
  }

  // The test as code or as a call; not `whole`, a test in code is told by its id, since it says what it expects.
  std::string test(const CaseResult& one, std::size_t place, bool whole) const {
    if (const auto* shape = std::get_if<datasets::FunctionShape>(&task_.shape)) {
      const auto found = std::find_if(shape->tests.begin(), shape->tests.end(),
                                      [&](const datasets::TestCode& test) { return test.id == one.id; });
      if (found == shape->tests.end() || !whole) return one.id;
      return quoted(found->code, options_);
    }
    const datasets::Case& data = std::get<datasets::CasesShape>(task_.shape).cases[place];
    std::string arguments = data.input_json;
    if (arguments.size() >= 2) arguments = arguments.substr(1, arguments.size() - 2);
    return quoted(task_.entry_point + "(" + arguments + ")", options_);
  }

  const datasets::Task& task_;
  const FeedbackOptions& options_;
  std::map<std::string_view, const Observed*> observed_;
};

std::string terse(const Grade& grade) {
  std::map<std::string_view, unsigned> verdicts;
  unsigned failed = 0;
  for (const CaseResult& one : grade.cases) {
    if (one.outcome == Outcome::passed) continue;
    ++failed;
    ++verdicts[one.verdict ? name_of(*one.verdict) : std::string_view("not_run")];
  }
  std::string text =
      "Your code failed " + std::to_string(failed) + " of " + std::to_string(grade.cases.size()) + " tests (";
  for (const auto& [verdict, count] : verdicts) {
    text += (text.back() == '(' ? "" : ", ") + std::string(verdict) + ": " + std::to_string(count);
  }
  return text + ").\n";
}

std::string of_tests(const datasets::Task& task, const Grade& grade, const std::vector<Observed>& observed,
                     const FeedbackOptions& options, std::size_t room) {
  const Lines lines(task, observed, options);
  std::string text = "Your code failed the following tests:\n";
  std::size_t left_out = 0;
  const auto add = [&](std::string line) {
    line += '\n';
    if (text.size() + line.size() > room) {
      ++left_out;
    } else {
      text += line;
    }
  };
  for (std::size_t i = 0; i < grade.cases.size(); ++i) {
    const CaseResult& one = grade.cases[i];
    if (one.outcome == Outcome::failed) add(lines.failure(one, i));
  }
  if (left_out > 0) text += "... and " + std::to_string(left_out) + " more\n";
  left_out = 0;
  if (options.style == FeedbackStyle::successes) {
    for (std::size_t i = 0; i < grade.cases.size(); ++i) {
      if (grade.cases[i].outcome == Outcome::passed) add(lines.success(grade.cases[i], i));
    }
  }
  return text;
}

}  // namespace

std::string name_of(FeedbackStyle style) {
  const auto found = std::find_if(styles.begin(), styles.end(), [&](const auto& one) { return one.first == style; });
  return std::string(found->second) + "/" + std::to_string(version);
}

std::optional<FeedbackStyle> parse_feedback_style(std::string_view name) noexcept {
  if (name.ends_with("/1")) name.remove_suffix(2);
  const auto found = std::find_if(styles.begin(), styles.end(), [&](const auto& one) { return one.second == name; });
  return found == styles.end() ? std::nullopt : std::optional(found->first);
}

std::string request_for_code(Language language) {
  return "Your code should be enclosed in triple backticks like so: ```" + std::string(fence_of(language)) +
         " YOUR CODE ```";
}

std::string feedback(const datasets::Task& task, const Grade& grade, const std::vector<Observed>& observed,
                     const FeedbackOptions& options) {
  const std::string request = "Give it another try. " + request_for_code(task.language);
  // The last lines are kept free: the count of what was left out, and the request.
  constexpr std::size_t counting = 32;
  const std::size_t most = options.budget.count, kept = request.size() + counting;
  const std::size_t room = most > kept ? most - kept : 0;
  std::string text;
  if (grade.verdict == Verdict::no_code) {
    text = "Your response held no code.\n";
  } else if (grade.verdict == Verdict::compile_error) {
    const std::string said = plain_error(grade.diagnostics.empty() ? grade.reason : grade.diagnostics);
    text = "Your code does not compile:\n" +
           without_middle(said, std::min<std::size_t>(options.per_value.count * 4, room / 2)) + "\n";
  } else if (options.style == FeedbackStyle::terse) {
    text = terse(grade);
  } else {
    text = of_tests(task, grade, observed, options, room);
  }
  if (text.size() > room + counting) text.clear();
  return text + request;
}

}  // namespace oyer::graders
