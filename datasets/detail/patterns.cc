#include "datasets/detail/patterns.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "datasets/detail/language_tables.h"

namespace oyer::datasets::detail {
namespace {

RE2::Options options() {
  RE2::Options result;
  result.set_log_errors(false);
  // Paths and texts are bytes; a pattern that names letters outside ASCII is none of linguist's.
  result.set_encoding(RE2::Options::EncodingLatin1);
  return result;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// A pattern that does not compile is a fault of the converter; a test compiles them all.
const RE2::Set& vendor_set() {
  static const std::unique_ptr<RE2::Set> set = [] {
    // All patterns in one automaton, which has no slower way to fall back on.
    RE2::Options roomy = options();
    roomy.set_max_mem(64 << 20);
    auto made = std::make_unique<RE2::Set>(roomy, RE2::UNANCHORED);
    for (const std::string_view pattern : vendor_patterns) made->Add(piece(pattern), nullptr);
    made->Compile();
    return made;
  }();
  return *set;
}

// Each pattern is compiled when a file first asks for it: most runs see few of the ambiguous extensions.
class Heuristics {
 public:
  const RE2& at(std::size_t test) {
    Slot& slot = slots_[test];
    std::call_once(slot.once, [&] {
      const std::string pattern = "(?m)" + std::string(heuristic_tests[test].pattern);
      slot.pattern = std::make_unique<RE2>(pattern, options());
    });
    return *slot.pattern;
  }

 private:
  struct Slot {
    std::once_flag once;
    std::unique_ptr<RE2> pattern;
  };
  std::vector<Slot> slots_ = std::vector<Slot>(heuristic_tests.size());
};

}  // namespace

std::string_view vendor_pattern_of(std::string_view path) {
  std::vector<int> matches;
  if (!vendor_set().Match(piece(path), &matches)) return {};
  return vendor_patterns[static_cast<std::size_t>(*std::min_element(matches.begin(), matches.end()))];
}

bool heuristic_holds(std::size_t test, std::string_view text) {
  static Heuristics heuristics;
  return RE2::PartialMatch(piece(text), heuristics.at(test)) != heuristic_tests[test].negative;
}

}  // namespace oyer::datasets::detail
