// rooms: parsers base
// Completions of any bytes: an answer is found or not, the same one twice, and it is made of nothing but the completion
// and the prompt. The first byte chooses the hints.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parsers/answer.h"
#include "parsers/names.h"
#include "parsers/tree.h"

namespace {

using namespace oyer;

void check(std::string_view completion, Language language, const parsers::AnswerHints& hints) {
  const auto first = parsers::extract_answer(completion, language, hints);
  if (first != parsers::extract_answer(completion, language, hints)) std::abort();
  if (!first) return;
  if (first->code.empty()) std::abort();
  // Re-indenting and joining add white space; everything else comes from the two texts.
  const auto added = 8 * (completion.size() + 8);
  if (first->code.size() > completion.size() + hints.prompt.size() + added) std::abort();
  // An answer without errors that defines something is one program, so reading it again finds no errors either. A bare
  // word or string is an answer only because a fence around it says so.
  if (first->syntax_errors || language != Language::python || !hints.prompt.empty()) return;
  if (parsers::defined_names(language, first->code).empty()) return;
  const auto again = parsers::extract_answer(first->code, language, hints);
  if (again && again->syntax_errors) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  parsers::AnswerHints hints;
  if ((data[0] & 1U) != 0) hints.entry_point = "add";
  if ((data[0] & 2U) != 0) hints.prompt = "import re\n\n\ndef add(a, b):\n    \"\"\" Adds. \"\"\"\n";
  if ((data[0] & 4U) != 0) hints.stop_words = {"\ndef", "\n#", "```"};
  if ((data[0] & 8U) != 0) hints.required_names = {"Helper"};
  check(text, (data[0] & 16U) != 0 ? Language::java : Language::python, hints);
  parsers::free_names(Language::python, text);
  parsers::defined_names(Language::python, text);
  parsers::imported_modules(Language::python, text);
  const auto tree = parsers::Tree::parse(Language::python, std::string(text));
  tree.symbols();
  tree.imports();
  return 0;
}
