#include "parsers/detail/syntax.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "parsers/detail/grammars.h"

namespace oyer::parsers::detail {
namespace {

// tree-sitter's numbers of node kinds, translated once per grammar.
std::vector<Kind> translate(const TSLanguage* grammar) {
  std::vector<Kind> kinds(ts_language_symbol_count(grammar), Kind::other);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto symbol = static_cast<TSSymbol>(i);
    if (ts_language_symbol_type(grammar, symbol) == TSSymbolTypeRegular)
      kinds[i] = kind_named(ts_language_symbol_name(grammar, symbol));
  }
  return kinds;
}

struct Loaded {
  const TSLanguage* grammar = nullptr;
  std::vector<Kind> kinds;
};

// kinds.h knows the kinds of Python only; other languages have outlines and no Syntax.
const Loaded* loaded(Language language) {
  if (language != Language::python) return nullptr;
  static const Loaded python = [] {
    const TSLanguage* grammar = grammar_of(Language::python);
    return Loaded{grammar, translate(grammar)};
  }();
  return &python;
}

// The least that a parse costs, and what one with errors costs besides.
constexpr std::uint64_t kBytesPerUnit = 256;
constexpr std::uint64_t kUnitsForErrors = 16;

// tree-sitter's lexer may read far ahead for every token, and its progress callback does not count that. So text is
// handed out in small parts, each of which costs one unit.
constexpr std::uint32_t kPartBytes = 4096;

struct Watch {
  std::string_view text;
  std::uint64_t left;
  bool stop_at_error;
  bool stopped = false;
  bool starved = false;  // text was held back: the tree is not that of the whole text
};

const char* read_part(void* payload, std::uint32_t byte, TSPoint /*point*/, std::uint32_t* count) {
  auto& watch = *static_cast<Watch*>(payload);
  *count = 0;
  if (byte >= watch.text.size()) return "";
  if (watch.left == 0) {
    watch.starved = true;
    return "";
  }
  --watch.left;
  *count = static_cast<std::uint32_t>(std::min<std::size_t>(watch.text.size() - byte, kPartBytes));
  return watch.text.data() + byte;
}

// Called by tree-sitter every hundred operations; true ends the parse. `has_error` is true when no way of reading the
// text so far is free of errors.
bool spend_one(TSParseState* state) {
  auto& watch = *static_cast<Watch*>(state->payload);
  watch.stopped = watch.stop_at_error && state->has_error;
  if (watch.stopped || watch.left == 0) return true;
  --watch.left;
  return false;
}

// Walks the whole tree by the cursor, keeping what Syntax promises.
class Flattener {
 public:
  Flattener(const TSTree* tree, const Kind* kinds, Syntax& out)
      : cursor_(ts_tree_cursor_new(ts_tree_root_node(tree))), kinds_(kinds), out_(out) {}
  ~Flattener() { ts_tree_cursor_delete(&cursor_); }
  Flattener(const Flattener&) = delete;
  Flattener& operator=(const Flattener&) = delete;

  void run() {
    while (true) {
      enter();
      if (ts_tree_cursor_goto_first_child(&cursor_)) continue;
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return;
        leave();
      }
    }
  }

 private:
  void enter() {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    // The root must be a node of ours even where all of it is an error.
    Kind kind = Kind::module;
    bool keep = true;
    if (!path_.empty()) {
      if (ts_node_is_error(node)) {
        kind = Kind::error;
      } else if (ts_node_is_missing(node)) {
        kind = Kind::missing;
      } else {
        keep = ts_node_is_named(node);
        if (keep) kind = kinds_[ts_node_symbol(node)];
      }
    }
    if (kind == Kind::error || kind == Kind::missing) out_.has_error = true;
    const std::uint32_t parent = path_.empty() ? kNone : path_.back();
    if (!keep) {
      path_.push_back(parent);
      kept_.push_back(false);
      return;
    }
    const TSPoint start = ts_node_start_point(node);
    const auto index = out_.size();
    out_.nodes.push_back(
        {kind, ts_node_start_byte(node), ts_node_end_byte(node), start.row, start.column, parent, index + 1});
    path_.push_back(index);
    kept_.push_back(true);
  }

  void leave() {
    if (kept_.back()) out_.nodes[path_.back()].past_subtree = out_.size();
    path_.pop_back();
    kept_.pop_back();
  }

  TSTreeCursor cursor_;
  const Kind* kinds_;
  Syntax& out_;
  std::vector<std::uint32_t> path_;  // index of the nearest kept node at each depth
  std::vector<bool> kept_;
};

}  // namespace

Syntax Syntax::unparsed(std::string_view text) {
  Syntax out;
  out.has_error = true;
  const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), kNone));
  out.nodes.push_back({Kind::module, 0, end, 0, 0, kNone, 1});
  return out;
}

struct Parser::Handle {
  TSParser* parser;
};

Parser::Parser(Language language, std::uint64_t units) : left_(units) {
  const Loaded* grammar = loaded(language);
  if (grammar == nullptr) return;
  handle_ = std::make_unique<Handle>(Handle{ts_parser_new()});
  kinds_ = grammar->kinds.data();
  OYER_CHECK(ts_parser_set_language(handle_->parser, grammar->grammar));
}

Parser::~Parser() {
  if (handle_) ts_parser_delete(handle_->parser);
}

Syntax Parser::parse(std::string_view text, OnError on_error) {
  Syntax out;
  const std::uint64_t before = left_;
  Watch watch{text, left_, on_error == OnError::stop};
  TSTree* tree = nullptr;
  if (handle_ && text.size() < kNone && left_ > 0) {
    const TSInput input{&watch, read_part, TSInputEncodingUTF8, nullptr};
    tree = ts_parser_parse_with_options(handle_->parser, nullptr, input, {&watch, spend_one});
    charge(std::max<std::uint64_t>(before - watch.left, 1 + (watch.stopped ? 0 : text.size() / kBytesPerUnit)));
  }
  if (tree != nullptr && watch.starved) {
    ts_tree_delete(tree);
    tree = nullptr;
  }
  if (tree == nullptr) {
    if (handle_) ts_parser_reset(handle_->parser);
    out = Syntax::unparsed(text);
    out.gave_up = !watch.stopped;
    return out;
  }
  out.nodes.reserve(text.size() / 4 + 16);
  const TSNode root = ts_tree_root_node(tree);
  if (ts_node_is_error(root)) out.has_error = true;
  Flattener(tree, kinds_, out).run();
  out.nodes.front().begin = 0;  // tree-sitter's root leaves out white space at both ends
  out.nodes.front().end = static_cast<std::uint32_t>(text.size());
  ts_tree_delete(tree);
  if (out.has_error) charge(kUnitsForErrors);
  return out;
}

}  // namespace oyer::parsers::detail
