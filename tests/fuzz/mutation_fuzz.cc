// rooms: parsers base
// Whatever the text: each mutation changes it, within it; what is chosen of them is in order, fits the budget, gives
// texts that all differ, and comes out the same again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "parsers/mutation.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// The first byte chooses the language.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer;
  constexpr std::size_t most = 1U << 14U;  // longer texts are only slower
  if (size == 0 || size > most) return 0;
  const Language language = data[0] == '+' ? Language::cpp : data[0] == '-' ? Language::c : Language::python;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<std::string> roots = {"f"};
  const auto all = parsers::mutations_of(language, text);
  const auto reached = parsers::mutations_of(language, text, roots);
  require(all.has_value() == reached.has_value());
  if (!all) return 0;
  for (const auto& one : *reached) require(std::find(all->begin(), all->end(), one) != all->end());
  for (const auto& one : *all) {
    require(one.span.byte_begin < one.span.byte_end && one.span.byte_end <= text.size());
    require(parsers::mutated(text, one) != text);
    require(parsers::diff_of(text, one).starts_with("@@ -"));
  }
  constexpr std::size_t budget = 6;
  const auto chosen = parsers::choose_mutations(language, text, *all, budget);
  require(chosen.size() <= budget);
  require(chosen == parsers::choose_mutations(language, text, *all, budget));
  std::set<std::string> texts = {text};
  for (const auto& one : chosen) require(texts.insert(parsers::mutated(text, one)).second);
  return 0;
}
