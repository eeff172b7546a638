// rooms: datasets parsers base
// Texts of any bytes as functions, as commits and cut in three: the parts lie in the text, the cut gives it back. The
// first byte chooses the language.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "datasets/corpus/commit_unit.h"
#include "datasets/corpus/fim.h"
#include "datasets/corpus/function_unit.h"
#include "datasets/git.h"

namespace {

using namespace oyer;
using namespace oyer::datasets;

void functions(std::string_view text, Language language) {
  const parsers::Outline outline = parsers::outline_of(language, text);
  const ProjectGraph graph{1, {}, {}, {}};
  const parsers::Outline* const outlines[] = {&outline};
  CalleeFinder finder(graph, outlines);
  for (const FunctionParts& function : functions_of(text, outline)) {
    if (text.find(function.content) == std::string_view::npos) std::abort();
    if (function.content.find(function.body) == std::string::npos) std::abort();
    if (judge_seed(function, language).size() < 5) std::abort();
    for (const Callee& callee : finder.callees_of(function, 0))
      if (callee.definition >= outline.definitions.size()) std::abort();
  }
}

void cuts(std::string_view text, Language language) {
  const auto subtrees = parsers::subtrees_of(language, text);
  for (const parsers::Span& span : subtrees)
    if (span.byte_begin >= span.byte_end || span.byte_end > text.size()) std::abort();
  if (!is_utf8(text)) return;
  const Broken broken = break_marks(text);
  for (const char* blob : {"a", "b", "c", "d"}) {
    const auto cut = fim_cut({1, {}, {}, 0}, blob, broken.text, broken.marks == 0 ? subtrees : decltype(subtrees)());
    if (!cut) continue;
    if (cut->begin >= cut->end || cut->end > broken.text.size()) std::abort();
    for (const Dialect dialect : {Dialect::starcoder2, Dialect::qwen25, Dialect::deepseek}) {
      const std::string joined = join_fim(dialect, broken.text, *cut);
      if (rejoin_fim(dialect, cut->mode, joined, cut->begin) != broken.text) std::abort();
      static_cast<void>(rejoin_fim(dialect, cut->mode, text, cut->begin));
    }
  }
}

void commits(std::string_view text) {
  CommitChange change;
  change.message = read_message(text);
  change.raw_subject = text.substr(0, text.find('\n'));
  change.new_file = "src/main.py";
  const std::size_t half = text.size() / 2;
  change.before = text.substr(0, half);
  change.after = text.substr(half);
  if (judge_commit(change, 0).size() < 19) std::abort();
  const auto diff = unified_diff(change.before, change.after, "a", "a");
  if (!diff.has_value() || diff->empty() != (change.before == change.after)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto language = static_cast<Language>((data[0] - 'a') % kLanguageCount);
  functions(text, language);
  cuts(text, language);
  commits(text);
  return 0;
}
