#include "datasets/corpus/commit_unit.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/digest.h"

namespace oyer::datasets {
namespace {

constexpr double kMostBefore = 50'000;  // characters; fewer than
constexpr double kLeastTokens = 50, kMostTokens = 768;
constexpr double kLeastChars = 11, kMostChars = 999, kLeastWords = 5, kMostWords = 999;
constexpr double kBumpsKept = 0.1;
constexpr std::size_t kLongestSubject = 8192;  // bytes looked at

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f'); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > begin) words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string without(std::string text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) text.erase(at, part.size());
  return text;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

double characters_in(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<double>(std::count_if(text.begin(), text.end(), begins));
}

// Imperatives that subjects begin with.
bool begins_with_verb(std::string_view subject) {
  constexpr std::array verbs = {
      "abort",       "accept",     "add",      "adjust",   "adapt",      "align",     "allow",      "annotate",
      "append",      "apply",      "assert",   "assign",   "attach",     "avoid",     "backport",   "build",
      "bump",        "cache",      "call",     "catch",    "change",     "check",     "clarify",    "clean",
      "cleanup",     "clear",      "close",    "collapse", "combine",    "complete",  "configure",  "connect",
      "consolidate", "convert",    "copy",     "correct",  "count",      "cover",     "create",     "cut",
      "decode",      "decrease",   "define",   "delete",   "deprecate",  "describe",  "detect",     "disable",
      "display",     "do",         "document", "don't",    "downgrade",  "drop",      "emit",       "enable",
      "encode",      "enforce",    "ensure",   "escape",   "exclude",    "expand",    "explain",    "export",
      "expose",      "extend",     "extract",  "fail",     "fetch",      "filter",    "finish",     "fix",
      "flatten",     "forbid",     "force",    "format",   "generalize", "generate",  "get",        "give",
      "guard",       "handle",     "hide",     "ignore",   "implement",  "import",    "improve",    "include",
      "increase",    "initialize", "inline",   "insert",   "install",    "integrate", "introduce",  "invert",
      "keep",        "let",        "limit",    "link",     "list",       "load",      "lock",       "log",
      "lower",       "make",       "mark",     "match",    "merge",      "migrate",   "mock",       "modify",
      "move",        "normalize",  "open",     "optimize", "parse",      "pass",      "pin",        "polish",
      "prefer",      "prepare",    "preserve", "prevent",  "print",      "protect",   "provide",    "put",
      "raise",       "read",       "rebuild",  "record",   "reduce",     "refactor",  "refine",     "register",
      "reject",      "relax",      "release",  "remove",   "rename",     "reorder",   "reorganize", "repair",
      "replace",     "report",     "require",  "reset",    "resolve",    "restore",   "restrict",   "restructure",
      "return",      "reuse",      "revert",   "rewrite",  "round",      "run",       "save",       "select",
      "send",        "separate",   "set",      "share",    "show",       "silence",   "simplify",   "skip",
      "sort",        "specify",    "speed",    "split",    "start",      "stop",      "store",      "strip",
      "support",     "suppress",   "switch",   "sync",     "test",       "tidy",      "tighten",    "track",
      "translate",   "treat",      "trim",     "try",      "tweak",      "unify",     "update",     "upgrade",
      "use",         "validate",   "verify",   "warn",     "wrap",       "write"};
  const auto words = words_of(subject);
  if (words.size() < 2) return false;
  const std::string first = lower(words.front());
  return std::find(verbs.begin(), verbs.end(), first) != verbs.end();
}

bool is_bare(std::string_view subject) {
  constexpr std::array bare = {
      "readme",        "update", "dummy", "updated", "test", "update readme", "update readme.md", "updated readme.md",
      "updated readme"};
  return std::find(bare.begin(), bare.end(), subject) != bare.end();
}

// Phrases of subjects that say nothing of the change; in lower case.
bool has_phrase(std::string_view subject) {
  constexpr std::array phrases = {"auto commit",
                                  "update contributing",
                                  "<?xml",
                                  "merge branch",
                                  "merge pull request",
                                  "signed-off-by",
                                  "cherry picked from commit",
                                  "code review",
                                  "//codereview",
                                  "work in progress",
                                  "wip",
                                  "http://",
                                  "https://",
                                  "| leetcode",
                                  "cdpcp",
                                  " i ",
                                  "i've",
                                  "i'm"};
  const auto is_in = [&](const char* phrase) { return holds(subject, phrase); };
  return std::any_of(phrases.begin(), phrases.end(), is_in) || (holds(subject, "thanks to") && holds(subject, "for"));
}

// "issue 12", "bug12", "feature 3".
bool has_issue(std::string_view subject) {
  for (const std::string_view word : {"issue", "bug", "feature"}) {
    for (std::size_t at = subject.find(word); at != std::string_view::npos; at = subject.find(word, at + 1)) {
      std::size_t next = at + word.size();
      while (next < subject.size() && is_space(subject[next])) ++next;
      if (next < subject.size() && is_digit(subject[next])) return true;
    }
  }
  return false;
}

// An object's id anywhere, or nothing but a hash such as 0239-2a41.
bool has_id(std::string_view subject) {
  std::size_t run = 0;
  for (const char c : subject) {
    run = is_hex(c) ? run + 1 : 0;
    if (run >= 40) return true;
  }
  return !subject.empty() && std::all_of(subject.begin(), subject.end(), [](char c) { return is_hex(c) || c == '-'; });
}

// "1.2.3", "v1.2.3".
bool is_version(std::string_view subject) {
  if (subject.starts_with('v')) subject.remove_prefix(1);
  for (int part = 0; part < 3; ++part) {
    const std::size_t digits = std::min(subject.find_first_not_of("0123456789"), subject.size());
    if (digits == 0) return false;
    subject.remove_prefix(digits);
    if (part == 2) return true;
    if (!subject.starts_with('.')) return false;
    subject.remove_prefix(1);
  }
  return false;
}

bool is_bump(std::string_view subject) {
  return subject.starts_with("Bump") || subject.starts_with("Set version") || subject.starts_with("Update version");
}

// A number between 0 and 1 that belongs to a commit.
double lot(std::string_view commit, std::uint64_t seed) {
  const Digest digest = Digester().field("bump").field(seed).field(commit).finish();
  return static_cast<double>(digest.bytes[0] * 256 + digest.bytes[1]) / 65536.0;
}

// The file's name without its last ending: "util" of "src/util.py"; empty where it has none.
std::string_view stem_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return {};
  path = path.substr(0, dot);
  const std::size_t before = path.rfind('.');
  return before == std::string_view::npos ? path : path.substr(before + 1);
}

class Judge {
 public:
  void least(const char* rule, double value, double limit) { take(rule, value, limit, value < limit); }
  void most(const char* rule, double value, double limit) { take(rule, value, limit, value > limit); }
  void forbid(const char* rule, bool found) { most(rule, found ? 1 : 0, 0); }
  void demand(const char* rule, bool found) { least(rule, found ? 1 : 0, 1); }
  void take(const char* rule, double value, double limit, bool drop) {
    decisions_.push_back({std::string("commitpackft.") + rule, value, limit, drop});
  }
  std::vector<Decision> decisions() { return std::move(decisions_); }

 private:
  std::vector<Decision> decisions_;
};

}  // namespace

CommitMessage read_message(std::string_view text) {
  CommitMessage message;
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  message.message = text;
  // No rule lets a longer line pass.
  const std::string_view first = text.substr(0, std::min(text.find('\n'), kLongestSubject));
  const std::string subject = without(without(std::string(trimmed(first)), "[skip ci]"), "[ci skip]");
  std::vector<std::string_view> words = words_of(subject);
  const auto bracketed = [](std::string_view word) { return word.starts_with('[') && word.ends_with(']'); };
  if (!words.empty() && bracketed(words.front())) words.erase(words.begin());
  if (!words.empty() && words.front().ends_with(':')) words.erase(words.begin());
  if (!words.empty() && bracketed(words.back())) words.pop_back();
  for (const std::string_view word : words) message.subject.append(message.subject.empty() ? "" : " ").append(word);
  return message;
}

std::vector<Decision> judge_commit(const CommitChange& change, std::uint64_t seed) {
  Judge judge;
  judge.most("files", static_cast<double>(change.files), 1);
  judge.most("before_chars_most", characters_in(change.before), kMostBefore - 1);
  judge.forbid("after_empty", change.after.empty());
  judge.forbid("unchanged", change.before == change.after);
  const double tokens = static_cast<double>(change.tokens);
  judge.least("tokens_least", tokens, kLeastTokens);
  judge.most("tokens_most", tokens, kMostTokens);

  const std::string& subject = change.message.subject;
  const std::string lowered = lower(subject);
  const double words = static_cast<double>(words_of(subject).size());
  const std::string_view stem = stem_of(change.new_file);
  judge.least("subject_chars_least", characters_in(subject), kLeastChars);
  judge.most("subject_chars_most", characters_in(subject), kMostChars);
  judge.least("subject_words_least", words, kLeastWords);
  judge.most("subject_words_most", words, kMostWords);
  judge.demand("subject_capital", !subject.empty() && subject[0] >= 'A' && subject[0] <= 'Z');
  judge.demand("subject_verb", begins_with_verb(subject));
  judge.forbid("subject_number_sign", holds(change.raw_subject, "#"));
  judge.forbid("subject_names_file", !stem.empty() && holds(change.raw_subject, stem));
  judge.forbid("subject_bare", is_bare(lowered));
  judge.forbid("subject_phrase", has_phrase(lowered));
  judge.forbid("subject_issue", has_issue(lowered));
  judge.forbid("subject_id", has_id(lowered));
  judge.forbid("subject_version", is_version(lowered));
  if (is_bump(subject))
    judge.take("bump", lot(change.commit, seed), kBumpsKept, lot(change.commit, seed) >= kBumpsKept);
  return judge.decisions();
}

}  // namespace oyer::datasets
