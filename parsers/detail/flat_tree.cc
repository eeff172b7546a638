#include "parsers/detail/flat_tree.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace oyer::parsers::detail {
namespace {

// The lexer may read far ahead for each token, and the parser's progress does not count that: text is handed out in
// parts, and each counts as a hundred operations.
constexpr std::uint32_t kPartBytes = 4096;

struct Budget {
  std::string_view text;
  std::uint64_t left = 0;  // in hundreds of operations
  bool starved = false;    // text was held back: the tree is not that of the whole text
};

const char* read_part(void* payload, std::uint32_t byte, TSPoint /*point*/, std::uint32_t* count) {
  auto& budget = *static_cast<Budget*>(payload);
  *count = 0;
  if (byte >= budget.text.size()) return "";
  if (budget.left == 0) {
    budget.starved = true;
    return "";
  }
  --budget.left;
  *count = static_cast<std::uint32_t>(std::min<std::size_t>(budget.text.size() - byte, kPartBytes));
  return budget.text.data() + byte;
}

// Called every hundred operations; true ends the parse.
bool spend_one(TSParseState* state) {
  auto& budget = *static_cast<Budget*>(state->payload);
  if (budget.left == 0) return true;
  --budget.left;
  return false;
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a ^ 0xa0761d6478bd642fU) * (b ^ 0xe7037ed1a0b428dbU);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// Code has a named node for every five to ten bytes.
constexpr std::size_t kBytesPerNode = 6;

class Flattener {
 public:
  Flattener(const OutlineLanguage& language, const TSTree* tree, std::string_view text)
      : language_(language), cursor_(ts_tree_cursor_new(ts_tree_root_node(tree))) {
    out_.nodes.reserve(text.size() / kBytesPerNode + 16);
    out_.shapes.reserve(text.size() / kBytesPerNode + 16);
    for (const auto& words : language.words)
      has_words_.push_back(std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
      }));
  }
  ~Flattener() { ts_tree_cursor_delete(&cursor_); }
  Flattener(const Flattener&) = delete;
  Flattener& operator=(const Flattener&) = delete;

  FlatTree run() {
    while (true) {
      enter();
      if (ts_tree_cursor_goto_first_child(&cursor_)) continue;
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return std::move(out_);
        leave();
      }
    }
  }

 private:
  struct Frame {
    const KindTraits* traits = nullptr;
    std::uint64_t shape = 0;
    std::uint32_t index = kNoNode;  // of the node, or of its nearest named ancestor
    std::uint32_t children = 0;     // that count in the shape
    bool named = false;
    bool counts = true;  // in the parent's shape
    bool in_error = false;
  };

  void enter() {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const TSSymbol symbol = ts_node_symbol(node);
    const KindTraits& traits = language_.traits(symbol);
    const bool is_root = path_.empty();
    Frame frame{&traits, traits.hash, is_root ? kNoNode : path_.back().index};
    frame.named = is_root || ts_node_is_named(node);
    frame.in_error = !is_root && path_.back().in_error;
    frame.counts = !traits.comment && !traits.silent;
    const std::uint32_t begin = ts_node_start_byte(node);
    const std::uint32_t end = ts_node_end_byte(node);
    if (!frame.named) {
      // Quotes and the like; and, for the shape, punctuation.
      if (traits.filler || path_.back().traits->literal) frame.counts = false;
      path_.push_back(frame);
      return;
    }
    if (!frame.in_error && ts_node_is_error(node)) {
      frame.in_error = true;
      out_.error_bytes += end - begin;
    }
    if (traits.comment && (is_root || !path_.back().traits->comment)) out_.comment_bytes += end - begin;
    const TSPoint start = ts_node_start_point(node);
    const std::uint32_t index = out_.size();
    bool member = false;
    if (!is_root && path_.back().traits->member != 0) {
      // What stands first in a chain is what it begins with, whatever its field.
      const bool may_be = !path_.back().traits->chain || index != frame.index + 1;
      member = may_be && ts_tree_cursor_current_field_id(&cursor_) == path_.back().traits->member;
    }
    out_.nodes.push_back({begin, end, start.row, start.column, frame.index, index + 1, symbol, member});
    out_.shapes.push_back(0);
    if (traits.root && (traits.words < 0 || has_words_[static_cast<std::size_t>(traits.words)]))
      out_.roots.emplace_back(node, index);
    frame.index = index;
    path_.push_back(frame);
  }

  void leave() {
    Frame frame = path_.back();
    path_.pop_back();
    if (frame.named) {
      out_.nodes[frame.index].past = out_.size();
      if (is_docstring(frame)) {
        out_.comment_bytes += out_[frame.index].end - out_[frame.index].begin;
        frame.counts = false;
      }
      if (path_.empty() && frame.children == 0) frame.shape = 0;
      out_.shapes[frame.index] = frame.shape;
    }
    if (path_.empty() || !frame.counts) return;
    Frame& parent = path_.back();
    parent.shape = mixed(parent.shape, frame.shape);
    ++parent.children;
  }

  // A statement that is nothing but a string without code in it.
  bool is_docstring(const Frame& frame) const {
    if (frame.traits->hash != docstring_hash_ || frame.children != 1) return false;
    const std::uint32_t child = frame.index + 1;
    if (child >= out_.size() || !language_.traits(out_[child].symbol).literal) return false;
    for (std::uint32_t i = child + 1; i < out_.size(); ++i)
      if (!language_.traits(out_[i].symbol).silent) return false;
    return out_[child].past == out_.size();
  }

  const OutlineLanguage& language_;
  const std::uint64_t docstring_hash_ = language_.docstring_hash;
  TSTreeCursor cursor_;
  std::vector<Frame> path_;
  std::vector<char> has_words_;  // beside OutlineLanguage::words
  FlatTree out_;
};

}  // namespace

namespace {

// Code takes up to 40 bytes for each of its own at one time (headers of the library of C++, Java, TypeScript).
MemoryBound memory_for(std::string_view text) {
  const std::uint64_t live = (std::uint64_t{32} << 20U) + std::uint64_t{256} * text.size();
  return {live, 8 * live};
}

struct Parse {
  const TSLanguage* grammar;
  Budget budget;
  TSTree* tree = nullptr;
};

void parse_now(void* context) {
  auto& parse = *static_cast<Parse*>(context);
  TSParser* parser = ts_parser_new();
  OYER_CHECK(ts_parser_set_language(parser, parse.grammar));
  const TSInput input{&parse.budget, read_part, TSInputEncodingUTF8, nullptr};
  parse.tree = ts_parser_parse_with_options(parser, nullptr, input, {&parse.budget, spend_one});
  ts_parser_delete(parser);
}

}  // namespace

const TSTree* parse_text(const OutlineLanguage& language, std::string_view text, std::uint64_t steps,
                         ParseMemory& memory) {
  Parse parse{language.grammar, {text, steps / 100 + 1}};
  if (!memory.run(memory_for(text), parse_now, &parse)) return nullptr;
  return parse.budget.starved ? nullptr : parse.tree;
}

FlatTree flatten(const OutlineLanguage& language, const TSTree* tree, std::string_view text) {
  return Flattener(language, tree, text).run();
}

}  // namespace oyer::parsers::detail
