#include "parsers/detail/outline_marks.h"

#include <algorithm>
#include <memory>
#include <tuple>

namespace oyer::parsers::detail {
namespace {

// Matches in progress at once. Ordinary code has a few; code nested thousands deep would have thousands, each of which
// costs time at every node.
constexpr std::uint32_t kMostMatches = 256;

class Marker {
 public:
  Marker(const OutlineLanguage& language, const FlatTree& flat, std::string_view text)
      : language_(language), flat_(flat), text_(text) {
    out_.nodes.resize(flat.size());
  }

  // The query runs at each node with which a pattern may begin, and goes no deeper than that pattern asks. To run it
  // once over the whole tree takes three times as long, and much longer where errors have thousands of children.
  OutlineMarks run() {
    struct Deleter {
      void operator()(TSQueryCursor* cursor) const { ts_query_cursor_delete(cursor); }
    };
    const std::unique_ptr<TSQueryCursor, Deleter> cursor(ts_query_cursor_new());
    ts_query_cursor_set_match_limit(cursor.get(), kMostMatches);
    ts_query_cursor_set_max_start_depth(cursor.get(), 0);
    for (const auto& [node, index] : flat_.roots) {
      last_ = index;
      ts_query_cursor_exec(cursor.get(), language_.query, node);
      TSQueryMatch match;
      while (ts_query_cursor_next_match(cursor.get(), &match))
        if (holds(match)) take(match);
    }
    sort();
    return std::move(out_);
  }

 private:
  // Captured nodes come nearly in the order of the text, so the search starts where the last one ended.
  std::uint32_t index_of(const TSNode& node) {
    const std::uint32_t begin = ts_node_start_byte(node);
    const std::uint32_t end = ts_node_end_byte(node);
    const TSSymbol symbol = ts_node_symbol(node);
    const auto& nodes = flat_.nodes;
    std::size_t low = 0;
    std::size_t high = nodes.size();
    if (last_ < nodes.size() && nodes[last_].begin < begin) {
      low = last_;
      for (std::size_t step = 8; low + step < nodes.size(); step *= 2) {
        if (nodes[low + step].begin >= begin) {
          high = low + step + 1;
          break;
        }
        low += step;
      }
    } else {
      high = std::min<std::size_t>(nodes.size(), std::size_t{last_} + 1);
      for (std::size_t step = 8; high > step; step *= 2) {
        if (nodes[high - step].begin < begin) {
          low = high - step;
          break;
        }
        high -= step;
      }
    }
    const auto first = std::partition_point(nodes.begin() + static_cast<std::ptrdiff_t>(low),
                                            nodes.begin() + static_cast<std::ptrdiff_t>(high),
                                            [&](const FlatNode& n) { return n.begin < begin; });
    for (auto i = static_cast<std::size_t>(first - nodes.begin()); i < nodes.size() && nodes[i].begin == begin; ++i) {
      if (nodes[i].end != end || nodes[i].symbol != symbol) continue;
      last_ = static_cast<std::uint32_t>(i);
      return last_;
    }
    return kNoNode;  // an anonymous node: nothing of ours captures one
  }

  std::string_view text_of(const TSNode& node) const {
    const std::uint32_t begin = ts_node_start_byte(node);
    return text_.substr(begin, ts_node_end_byte(node) - begin);
  }

  bool holds(const TSQueryMatch& match) const {
    for (const Predicate& predicate : language_.patterns[match.pattern_index].predicates)
      if (!holds(predicate, match)) return false;
    return true;
  }

  bool holds(const Predicate& predicate, const TSQueryMatch& match) const {
    const TSNode* node = nullptr;
    const TSNode* other = nullptr;
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const TSQueryCapture& capture = match.captures[i];
      if (capture.index == predicate.capture && node == nullptr) node = &capture.node;
      if (predicate.other >= 0 && capture.index == static_cast<std::uint32_t>(predicate.other)) other = &capture.node;
    }
    if (node == nullptr) return predicate.negated;
    const auto text = text_of(*node);
    const bool equal = other != nullptr
                           ? text == text_of(*other)
                           : std::find(predicate.texts.begin(), predicate.texts.end(), text) != predicate.texts.end();
    return equal != predicate.negated;
  }

  void take(const TSQueryMatch& match) {
    DefinitionMark definition;
    ImportMark import;
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const Capture capture = language_.captures[match.captures[i].index];
      if (capture == Capture::none) continue;
      const std::uint32_t node = index_of(match.captures[i].node);
      if (node == kNoNode) continue;
      if (capture >= Capture::bind) {
        out_.nodes[node] |= mark_bit(capture);
        continue;
      }
      take_part(capture, node, definition, import);
      if (capture == Capture::import) out_.nodes[node] |= mark_bit(Capture::skip);
    }
    // A name where it is defined or imported is no use of it.
    if (definition.node != kNoNode && definition.name != kNoNode) {
      out_.definitions.push_back(definition);
      out_.nodes[definition.name] |= mark_bit(Capture::skip);
    }
    if (import.node != kNoNode) {
      if (import.alias != kNoNode) out_.nodes[import.alias] |= mark_bit(Capture::skip);
      import.pattern = &language_.patterns[match.pattern_index];
      out_.imports.push_back(import);
    }
  }

  void take_part(Capture capture, std::uint32_t node, DefinitionMark& definition, ImportMark& import) {
    const auto define = [&](SymbolKind kind) {
      definition.node = node;
      definition.kind = kind;
    };
    switch (capture) {
      case Capture::def_function: return define(SymbolKind::function);
      case Capture::def_method: return define(SymbolKind::method);
      case Capture::def_class: return define(SymbolKind::class_);
      case Capture::def_variable: return define(SymbolKind::variable);
      case Capture::def_module: return define(SymbolKind::module);
      case Capture::def_macro: return define(SymbolKind::macro);
      case Capture::import:
      case Capture::import_call: import.node = node; return;
      case Capture::name: definition.name = import.name = node; return;
      case Capture::body: definition.body = node; return;
      case Capture::target: import.target = node; return;
      case Capture::alias: import.alias = node; return;
      case Capture::path_hint: import.path_hint = node; return;
      case Capture::package: out_.package = std::min(out_.package, node); return;
      case Capture::public_name: out_.public_names.push_back(node); return;
      default: return;
    }
  }

  void sort() {
    // One name at one node is defined once: as what says most about it.
    auto& definitions = out_.definitions;
    const auto key = [](const DefinitionMark& d) {
      return std::tuple(d.node, d.name, d.kind == SymbolKind::variable, d.body == kNoNode, d.body);
    };
    std::sort(definitions.begin(), definitions.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto same = [](const DefinitionMark& a, const DefinitionMark& b) {
      return a.node == b.node && a.name == b.name;
    };
    definitions.erase(std::unique(definitions.begin(), definitions.end(), same), definitions.end());
    sort_imports();
  }

  // A pattern for the plain form often matches where one for a special form does; that one says more.
  void sort_imports() {
    auto& imports = out_.imports;
    const auto place = [&](const ImportMark& i) { return i.target == kNoNode ? 0 : flat_[i.target].begin; };
    const auto key = [&](const ImportMark& i) {
      return std::tuple(i.node, place(i), i.name, i.alias, i.path_hint, i.pattern);
    };
    std::sort(imports.begin(), imports.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto repeats = [&](const ImportMark& a, const ImportMark& b) {
      const bool plain = b.name == kNoNode && b.alias == kNoNode;
      return a.node == b.node && place(a) == place(b) && (plain || (a.name == b.name && a.alias == b.alias));
    };
    imports.erase(std::unique(imports.begin(), imports.end(), repeats), imports.end());
  }

  const OutlineLanguage& language_;
  const FlatTree& flat_;
  std::string_view text_;
  std::uint32_t last_ = 0;
  OutlineMarks out_;
};

}  // namespace

OutlineMarks marks_of(const OutlineLanguage& language, const FlatTree& flat, std::string_view text) {
  return Marker(language, flat, text).run();
}

}  // namespace oyer::parsers::detail
