#include "datasets/detail/pattern.h"

#include <re2/re2.h>

#include <mutex>
#include <optional>

namespace oyer::datasets::detail {

namespace {

re2::RE2::Options byte_options() {
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_log_errors(false);
  options.set_max_mem(64 << 20);
  return options;
}

std::string one_of(std::span<const std::string_view> expressions) {
  std::string any;
  for (const std::string_view expression : expressions) {
    any += any.empty() ? "(?:" : "|(?:";
    any += expression;
    any += ')';
  }
  return any.empty() ? "[^\\x00-\\xff]" : any;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct Pattern::State {
  explicit State(std::string text) : expression(std::move(text)) {}

  const re2::RE2& regex() {
    std::call_once(once, [&] { compiled.emplace(expression, byte_options()); });
    return *compiled;
  }

  std::string expression;
  std::once_flag once;
  std::optional<re2::RE2> compiled;
};

Result<Pattern> Pattern::compile(std::string_view expression) {
  auto state = std::make_unique<State>(std::string(expression));
  if (!state->regex().ok()) {
    Error bug;
    bug.what = "RE2 cannot compile '" + state->expression + "': " + state->regex().error();
    return fail(std::move(bug));
  }
  return Pattern(std::move(state));
}

Pattern Pattern::later(std::string_view expression) {
  return Pattern(std::make_unique<State>(std::string(expression)));
}

Pattern Pattern::later_any(std::span<const std::string_view> expressions) {
  return Pattern(std::make_unique<State>(one_of(expressions)));
}

Result<Pattern> Pattern::compile_any(std::span<const std::string_view> expressions) {
  for (const std::string_view expression : expressions) {
    OYER_TRY(const Pattern alone, compile(expression));  // so that an error names it
  }
  return compile(one_of(expressions));
}

bool Pattern::matches(std::string_view text) const { return re2::RE2::PartialMatch(piece(text), state_->regex()); }

bool Pattern::find(std::string_view text, std::size_t begin, std::size_t end, std::vector<Group>& groups) const {
  const int count = state_->regex().NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> pieces(static_cast<std::size_t>(count));
  if (!state_->regex().Match(piece(text), begin, end, re2::RE2::UNANCHORED, pieces.data(), count)) return false;
  groups.assign(pieces.size(), {});
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    if (pieces[at].data() == nullptr) continue;
    groups[at].begin = static_cast<std::size_t>(pieces[at].data() - text.data());
    groups[at].end = groups[at].begin + pieces[at].size();
  }
  return true;
}

Pattern::Pattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

}  // namespace oyer::datasets::detail
