#include "parsers/detail/outline_language.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/digest.h"
#include "parsers/detail/grammars.h"
#include "parsers/detail/parse_memory.h"

namespace oyer::parsers::detail {
namespace {

// Changed whenever the reader would give another outline for the same tree and the same query.
constexpr std::string_view kReaderVersion = "4";

constexpr std::pair<std::string_view, Capture> kCaptureNames[] = {
    {"def.function", Capture::def_function},
    {"def.method", Capture::def_method},
    {"def.class", Capture::def_class},
    {"def.variable", Capture::def_variable},
    {"def.module", Capture::def_module},
    {"def.macro", Capture::def_macro},
    {"import", Capture::import},
    {"import.call", Capture::import_call},
    {"name", Capture::name},
    {"body", Capture::body},
    {"target", Capture::target},
    {"alias", Capture::alias},
    {"path_hint", Capture::path_hint},
    {"package", Capture::package},
    {"public.name", Capture::public_name},
    {"bind", Capture::bind},
    {"bind.outer", Capture::bind_outer},
    {"scope", Capture::scope},
    {"scope.class", Capture::scope_class},
    {"weak", Capture::weak},
    {"guard", Capture::guard},
    {"unguard", Capture::unguard},
    {"skip", Capture::skip},
    {"public", Capture::is_public},
    {"private", Capture::is_private},
    {"static", Capture::is_static},
    {"type_only", Capture::type_only},
    {"reexported", Capture::reexported},
    {"use", Capture::use},
};

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

class Builder {
 public:
  explicit Builder(OutlineLanguage& out) : out_(out) {}

  void run() {
    add_traits();
    if (out_.rules->doc == DocStyle::docstring) out_.docstring_hash = hash_of("expression_statement");
    compile();
    if (out_.query != nullptr) add_captures();
    if (out_.query != nullptr) add_patterns();
  }

 private:
  void add_traits() {
    const OutlineRules& rules = *out_.rules;
    const auto count = ts_language_symbol_count(out_.grammar);
    out_.kinds.resize(count);
    // A grammar may give several numbers to one name (aliases); all of them are meant.
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto symbol = static_cast<TSSymbol>(i);
      const std::string_view text = ts_language_symbol_name(out_.grammar, symbol);
      out_.kinds[i].hash = hash_of(text);
      out_.kinds[i].filler = text.empty() || text == "," || text == ";" || text == "\n";
      if (ts_language_symbol_type(out_.grammar, symbol) == TSSymbolTypeRegular) by_name_[text].push_back(symbol);
    }
    for (const auto& kind : rules.names) each(kind, [](KindTraits& t) { t.name = true; });
    for (const auto& kind : rules.names) each(kind, [](KindTraits& t) { t.hash = kNameHash; });
    for (const auto& kind : rules.labels) each(kind, [](KindTraits& t) { t.hash = kNameHash; });
    for (const auto& kind : rules.literals) each(kind, [](KindTraits& t) { t.literal = true; });
    for (const auto& kind : rules.literals) each(kind, [](KindTraits& t) { t.hash = kLiteralHash; });
    for (const auto& kind : rules.silent) each(kind, [](KindTraits& t) { t.silent = true; });
    for (const auto& kind : rules.comments) each(kind, [](KindTraits& t) { t.comment = true; });
    for (const auto& kind : rules.wrappers) each(kind, [](KindTraits& t) { t.wrapper = true; });
    for (const ChainRule& rule : rules.chains) {
      const bool has_member = !rule.member.empty() && rule.member != "-";
      const TSFieldId field = has_member ? field_named(rule.member) : TSFieldId{0};
      each(rule.kind, [&](KindTraits& t) {
        t.chain = true;
        t.chain_ends = rule.ends;
        t.flat_chain = rule.member.empty();
        t.member = field;
      });
    }
    for (const LabelRule& rule : rules.words) {
      const TSFieldId field = field_named(rule.field);
      each(rule.kind, [&](KindTraits& t) { t.member = field; });
    }
  }

  template <typename Do>
  void each(std::string_view kind, Do&& act) {
    const auto found = by_name_.find(kind);
    if (found == by_name_.end()) {
      out_.problem += "no kind '" + std::string(kind) + "'; ";
      return;
    }
    for (const TSSymbol symbol : found->second) act(out_.kinds[symbol]);
  }

  TSFieldId field_named(std::string_view name) {
    const auto field =
        ts_language_field_id_for_name(out_.grammar, name.data(), static_cast<std::uint32_t>(name.size()));
    if (field == 0) out_.problem += "no field '" + std::string(name) + "'; ";
    return field;
  }

  void compile() {
    const LastingMemory kept;  // whoever asks first may be amid a parse
    const std::string_view text = out_.rules->query;
    std::uint32_t offset = 0;
    TSQueryError error = TSQueryErrorNone;
    out_.query = ts_query_new(out_.grammar, text.data(), static_cast<std::uint32_t>(text.size()), &offset, &error);
    if (out_.query == nullptr)
      out_.problem += "query error " + std::to_string(error) + " at '" + std::string(text.substr(offset, 60)) + "'; ";
  }

  void add_captures() {
    const auto count = ts_query_capture_count(out_.query);
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint32_t length = 0;
      const char* bytes = ts_query_capture_name_for_id(out_.query, i, &length);
      const std::string_view name(bytes, length);
      Capture capture = Capture::none;
      for (const auto& [known, value] : kCaptureNames)
        if (known == name) capture = value;
      if (capture == Capture::none && !name.starts_with('_'))
        out_.problem += "unknown capture '" + std::string(name) + "'; ";
      out_.captures.push_back(capture);
    }
  }

  void add_patterns() {
    const auto count = ts_query_pattern_count(out_.query);
    out_.patterns.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint32_t steps = 0;
      const TSQueryPredicateStep* step = ts_query_predicates_for_pattern(out_.query, i, &steps);
      std::vector<TSQueryPredicateStep> one;
      for (std::uint32_t k = 0; k < steps; ++k) {
        if (step[k].type != TSQueryPredicateStepTypeDone) {
          one.push_back(step[k]);
          continue;
        }
        add_predicate(one, out_.patterns[i]);
        one.clear();
      }
      add_root(ts_query_start_byte_for_pattern(out_.query, i), out_.patterns[i]);
    }
    add_words();
  }

  // A pattern begins with the kind of its outermost node, after one or two parentheses.
  void add_root(std::size_t at, const PatternRules& pattern) {
    const std::string_view text = out_.rules->query;
    while (at < text.size() && text[at] == '(') ++at;
    auto end = at;
    while (end < text.size() && (text[end] == '_' || (text[end] >= 'a' && text[end] <= 'z'))) ++end;
    const auto kind = text.substr(at, end - at);
    if (kind == "ERROR") {
      out_.problem += "patterns cannot begin with ERROR; ";
    } else {
      each(kind, [](KindTraits& t) { t.root = true; });
      needed_[kind].push_back(words_of(pattern));
    }
  }

  // One of these is in the text where the pattern holds; empty where nothing is known.
  static std::vector<std::string_view> words_of(const PatternRules& pattern) {
    for (const Predicate& predicate : pattern.predicates)
      if (!predicate.negated && predicate.other < 0) return predicate.texts;
    return {};
  }

  void add_words() {
    for (const auto& [kind, patterns] : needed_) {
      std::vector<std::string_view> all;
      for (const auto& words : patterns) all.insert(all.end(), words.begin(), words.end());
      if (std::any_of(patterns.begin(), patterns.end(), [](const auto& words) { return words.empty(); })) continue;
      const auto place = static_cast<std::int16_t>(out_.words.size());
      out_.words.push_back(std::move(all));
      each(kind, [&](KindTraits& t) { t.words = place; });
    }
  }

  std::string_view text_at(const TSQueryPredicateStep& step) const {
    std::uint32_t length = 0;
    const char* bytes = ts_query_string_value_for_id(out_.query, step.value_id, &length);
    return {bytes, length};
  }

  void add_predicate(const std::vector<TSQueryPredicateStep>& steps, PatternRules& pattern) {
    const std::string_view name = steps.empty() ? std::string_view{} : text_at(steps[0]);
    if (name == "set!" && (steps.size() == 2 || steps.size() == 3)) {
      pattern.settings.push_back({text_at(steps[1]), steps.size() == 3 ? text_at(steps[2]) : std::string_view{}});
      return;
    }
    const bool known = name == "eq?" || name == "not-eq?" || name == "any-of?" || name == "not-any-of?";
    if (!known || steps.size() < 3 || steps[1].type != TSQueryPredicateStepTypeCapture) {
      out_.problem += "unknown predicate '" + std::string(name) + "'; ";
      return;
    }
    Predicate predicate;
    predicate.capture = steps[1].value_id;
    predicate.negated = name.starts_with("not-");
    for (std::size_t i = 2; i < steps.size(); ++i) {
      if (steps[i].type == TSQueryPredicateStepTypeCapture) {
        predicate.other = static_cast<std::int32_t>(steps[i].value_id);
      } else {
        predicate.texts.push_back(text_at(steps[i]));
      }
    }
    pattern.predicates.push_back(std::move(predicate));
  }

  static constexpr std::uint64_t kNameHash = 0x9e3779b97f4a7c15U;
  static constexpr std::uint64_t kLiteralHash = 0xc2b2ae3d27d4eb4fU;

  OutlineLanguage& out_;
  std::map<std::string_view, std::vector<TSSymbol>> by_name_;
  std::map<std::string_view, std::vector<std::vector<std::string_view>>> needed_;  // by kind: of each pattern
};

}  // namespace

const KindTraits& OutlineLanguage::traits(TSSymbol symbol) const noexcept {
  static const KindTraits error{hash_of("ERROR")};
  return symbol < kinds.size() ? kinds[symbol] : error;
}

namespace {

// Without compiling the query, which takes far longer than all that a caller may want to know.
std::string version_of(Language language) {
  const OutlineRules* rules = outline_rules(language);
  const TSLanguage* grammar = grammar_of(language);
  if (rules == nullptr || grammar == nullptr) return "none";
  std::string version = std::string(name_of(language)) + "-";
  if (const TSLanguageMetadata* metadata = ts_language_metadata(grammar))
    version += std::to_string(metadata->major_version) + "." + std::to_string(metadata->minor_version) + "." +
               std::to_string(metadata->patch_version) + "-";
  return version + std::to_string(ts_language_symbol_count(grammar)) + "-" +
         std::to_string(ts_language_state_count(grammar)) + "-" + to_string(sha256(rules->query)).substr(0, 16) + "-" +
         std::string(kReaderVersion);
}

const OutlineLanguage* built(Language language) {
  // Each is compiled when it is first asked for: together they take a noticeable part of a second. Never freed.
  struct Slot {
    std::once_flag once;
    OutlineLanguage value;
  };
  static auto& slots = *new std::array<Slot, kLanguageCount>;
  const auto index = static_cast<std::size_t>(language);
  if (index >= slots.size()) return nullptr;
  Slot& slot = slots[index];
  std::call_once(slot.once, [&] {
    slot.value.rules = outline_rules(language);
    slot.value.grammar = grammar_of(language);
    if (slot.value.rules != nullptr && slot.value.grammar != nullptr) Builder(slot.value).run();
  });
  return &slot.value;
}

}  // namespace

const OutlineLanguage* outline_language(Language language) {
  const OutlineLanguage* found = built(language);
  return found != nullptr && found->query != nullptr ? found : nullptr;
}

std::string_view outline_language_version(Language language) {
  static const auto& versions = *new std::array<std::string, kLanguageCount>([] {
    std::array<std::string, kLanguageCount> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = version_of(static_cast<Language>(i));
    return all;
  }());
  const auto index = static_cast<std::size_t>(language);
  return index < versions.size() ? std::string_view(versions[index]) : std::string_view("none");
}

std::string outline_problem(Language language) {
  const OutlineLanguage* found = built(language);
  return found == nullptr ? std::string{} : found->problem;
}

}  // namespace oyer::parsers::detail
