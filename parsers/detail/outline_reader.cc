#include "parsers/detail/outline_reader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "parsers/detail/conditional_text.h"
#include "parsers/detail/outline_text.h"
#include "parsers/detail/php_names.h"
#include "parsers/detail/python_names.h"
#include "parsers/detail/reference_comments.h"
#include "parsers/detail/rust_uses.h"

namespace oyer::parsers::detail {
namespace {

// No file written for people comes near these; they keep an outline from being much larger than its text.
constexpr std::size_t kMostTargetBytes = 1000;
constexpr std::size_t kMostImports = 20'000;

ImportForm form_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ImportForm::type_only); ++i)
    if (name_of(static_cast<ImportForm>(i)) == name) return static_cast<ImportForm>(i);
  return ImportForm::module;
}

class Reader {
 public:
  Reader(const OutlineLanguage& language, const FlatTree& tree, const OutlineMarks& marks, std::string_view text,
         Outline& out)
      : language_(language), tree_(tree), marks_(marks), text_(text), out_(out) {}

  void run() {
    if (marks_.package != kNoNode) out_.package = path_of(marks_.package);
    for (const auto node : marks_.public_names) public_names_.insert(tree_.text_of(node, text_));
    exports_ = !public_names_.empty() || std::any_of(marks_.nodes.begin(), marks_.nodes.end(), [](std::uint16_t bits) {
      return (bits & mark_bit(Capture::is_public)) != 0;
    });
    const bool is_c = language_.rules->language == Language::c || language_.rules->language == Language::cpp;
    if (is_c) conditional_ = conditional_parts(text_);
    note_imported_names();
    bind_names();
    add_reference_comments(language_, tree_, text_, out_.imports);
    read();
  }

 private:
  static constexpr std::uint32_t kRootScope = 0;

  struct Scope {
    std::uint32_t node = 0;
    bool is_class = false;  // its names are seen only directly in it
    std::vector<std::uint32_t> names;
  };

  // What was opened at a node and closes after it.
  struct Open {
    std::uint32_t past = 0;
    std::uint16_t marks = 0;
    std::uint32_t scope = kNoNode;
    bool definition = false;
  };

  bool marked(std::uint32_t node, Capture capture) const { return (marks_.nodes[node] & mark_bit(capture)) != 0; }

  std::uint32_t id_of(std::string_view name) {
    const auto [found, is_new] = ids_.try_emplace(name, static_cast<std::uint32_t>(ids_.size()));
    if (is_new) bound_.push_back(0);
    return found->second;
  }

  bool is_php() const { return language_.rules->language == Language::php; }

  // In PHP backslashes are no continuations of lines.
  std::string path_of(std::uint32_t node) const {
    const auto text = tree_.text_of(node, text_);
    return is_php() ? std::string(text) : path_text(text);
  }

  static bool has_setting(const ImportMark& mark, std::string_view key) {
    return std::any_of(mark.pattern->settings.begin(), mark.pattern->settings.end(),
                       [&](const Setting& setting) { return setting.key == key; });
  }

  // The name under which the file knows what a mark imports; empty for none.
  std::string_view local_name(const ImportMark& mark) const {
    if (has_setting(mark, "nameless")) return {};
    if (mark.alias != kNoNode) return tree_.text_of(mark.alias, text_);
    if (mark.name != kNoNode) return tree_.text_of(mark.name, text_);
    if (mark.target == kNoNode) return {};
    const auto path = tree_.text_of(mark.target, text_);
    if (language_.rules->local_name == LocalName::first) return path.substr(0, path.find_first_of(". \t\\"));
    const auto last = path.find_last_of("./:\\");
    return last == std::string_view::npos ? path : path.substr(last + 1);
  }

  void note_imported_names() {
    for (const ImportMark& mark : marks_.imports) {
      if (has_setting(mark, "tree")) {
        const auto uses = rust_uses(language_, tree_, text_, mark.target);
        for (const RustUse& use : uses)
          if (!use.local.empty()) imported_.insert(id_of(use.local));
        continue;
      }
      const auto name = local_name(mark);
      if (!name.empty()) imported_.insert(id_of(name));
      for (const auto node : {mark.alias, mark.name})
        if (node != kNoNode) import_nodes_.insert(node);
    }
  }

  void bind(std::uint32_t scope, std::uint32_t name) {
    const auto id = id_of(tree_.text_of(name, text_));
    if (scope == kRootScope && imported_.contains(id)) return;
    auto& names = scopes_[scope].names;
    if (!scopes_[scope].is_class) {
      names.push_back(id);
    } else if (class_names_.insert(std::uint64_t{scope} << 32U | id).second) {
      names.push_back(id);
    }
  }

  // Namespaces of C++ and impl blocks of Rust go on what other files began: their names may mean those.
  bool binds(const DefinitionMark& mark) const {
    const bool is_open = language_.rules->language == Language::cpp || language_.rules->language == Language::rust;
    if (mark.kind == SymbolKind::module && is_open) return false;
    // A method of Go is no name of its file.
    if (mark.kind == SymbolKind::method && language_.rules->language == Language::go) return false;
    // What is a member in PHP is never named alone, and namespaces go on as in C++.
    if (is_php() && mark.kind != SymbolKind::class_ && mark.kind != SymbolKind::function) return false;
    return !import_nodes_.contains(mark.name);
  }

  void bind_names() {
    scopes_.push_back({0, false, {}});
    std::vector<std::uint32_t> open{kRootScope};
    std::size_t next = 0;
    const auto& definitions = marks_.definitions;
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      while (open.size() > 1 && i >= tree_[scopes_[open.back()].node].past) open.pop_back();
      for (; next < definitions.size() && definitions[next].node == i; ++next)
        if (binds(definitions[next])) bind(open.back(), definitions[next].name);
      if (marks_.nodes[i] == 0) continue;
      if (marked(i, Capture::bind) && !import_nodes_.contains(i)) bind(open.back(), i);
      if (marked(i, Capture::bind_outer)) bind(open.size() > 1 ? open[open.size() - 2] : kRootScope, i);
      const bool is_class = marked(i, Capture::scope_class);
      if (i == 0 || (!is_class && !marked(i, Capture::scope))) continue;
      scope_at_.emplace(i, static_cast<std::uint32_t>(scopes_.size()));
      open.push_back(static_cast<std::uint32_t>(scopes_.size()));
      scopes_.push_back({i, is_class, {}});
    }
    for (Scope& scope : scopes_) {
      std::sort(scope.names.begin(), scope.names.end());
      scope.names.erase(std::unique(scope.names.begin(), scope.names.end()), scope.names.end());
    }
  }

  void open_scope(std::uint32_t scope) {
    open_scopes_.push_back(scope);
    if (!scopes_[scope].is_class)
      for (const auto name : scopes_[scope].names) ++bound_[name];
  }

  void close_scope() {
    const Scope& scope = scopes_[open_scopes_.back()];
    open_scopes_.pop_back();
    if (!scope.is_class)
      for (const auto name : scope.names) --bound_[name];
  }

  bool is_bound(std::uint32_t name) const {
    const auto scope = open_scopes_.back();
    return bound_[name] > 0 || (scopes_[scope].is_class && class_names_.contains(std::uint64_t{scope} << 32U | name));
  }

  void read() {
    open_scope(kRootScope);
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      while (!open_.empty() && i >= open_.back().past) close();
      open(i);
      for (; next_import_ < marks_.imports.size() && marks_.imports[next_import_].node == i; ++next_import_)
        add_import(marks_.imports[next_import_]);
      for (; next_definition_ < marks_.definitions.size() && marks_.definitions[next_definition_].node == i;
           ++next_definition_)
        add_definition(marks_.definitions[next_definition_]);
      const bool is_name = language_.traits(tree_[i].symbol).name || marked(i, Capture::use);
      if (skipped_ == 0 && is_name && !tree_[i].member) add_use(i);
    }
  }

  void open(std::uint32_t i) {
    const std::uint16_t marks = marks_.nodes[i];
    if (marks == 0) return;
    Open entry{tree_[i].past, marks};
    if (marked(i, Capture::weak)) ++weak_;
    if (marked(i, Capture::guard) && !marked(i, Capture::unguard)) ++guarded_;
    if (marked(i, Capture::skip)) ++skipped_;
    if (const auto scope = scope_at_.find(i); scope != scope_at_.end()) {
      entry.scope = scope->second;
      open_scope(entry.scope);
    }
    constexpr auto kOpening = mark_bit(Capture::weak) | mark_bit(Capture::guard) | mark_bit(Capture::skip);
    if ((marks & kOpening) != 0 || entry.scope != kNoNode) open_.push_back(entry);
  }

  void close() {
    const Open entry = open_.back();
    open_.pop_back();
    const auto had = [&](Capture capture) { return (entry.marks & mark_bit(capture)) != 0; };
    if (entry.definition) {
      open_definitions_.pop_back();
      return;
    }
    if (had(Capture::weak)) --weak_;
    if (had(Capture::guard) && !had(Capture::unguard)) --guarded_;
    if (had(Capture::skip)) --skipped_;
    if (entry.scope != kNoNode) close_scope();
  }

  void add_import(const ImportMark& mark) {
    ImportUse import;
    if (mark.target != kNoNode) import.target = path_of(mark.target);
    if (mark.name != kNoNode) import.name = path_of(mark.name);
    if (mark.alias != kNoNode) import.alias = tree_.text_of(mark.alias, text_);
    if (mark.path_hint != kNoNode) import.path_hint = tree_.text_of(mark.path_hint, text_);
    import.weak = weak_ > 0;
    import.span = tree_.span_of(mark.node);
    import.guarded = guarded_ > 0 || is_conditional(conditional_, import.span.byte_begin);
    apply_settings(mark, import);
    apply_marks(mark, import);
    if (!has_setting(mark, "tree")) return keep(std::move(import));
    for (const RustUse& use : rust_uses(language_, tree_, text_, mark.target)) {
      ImportUse one = import;
      one.target = use.path;
      one.name = use.star ? "*" : "";
      one.alias = use.alias;
      keep(std::move(one));
    }
  }

  void apply_settings(const ImportMark& mark, ImportUse& import) const {
    for (const auto& [key, value] : mark.pattern->settings) {
      if (key == "form") import.form = form_named(value);
      if (key == "target") import.target = value;
      if (key == "name") import.name = value;
      if (key == "reexported") import.reexported = true;
      if (key == "weak") import.weak = true;
      if (key == "computed") import.computed = true;
    }
    if (import.computed && mark.target != kNoNode) import.target = header_text(tree_.text_of(mark.target, text_));
    // <x> and 'x' come with their quotes where the grammar has no node without them.
    auto& target = import.target;
    const bool quoted = target.size() >= 2 && ((target.front() == '<' && target.back() == '>') ||
                                               (target.front() == '\'' && target.back() == '\''));
    if (quoted && !import.computed) target = target.substr(1, target.size() - 2);
    // A name that is a symbol of Ruby.
    if (import.name.starts_with(":")) import.name.erase(0, 1);
  }

  void apply_marks(const ImportMark& mark, ImportUse& import) const {
    const auto local = local_name(mark);
    if (weak_ == 0 && !local.empty() && public_names_.contains(local)) import.reexported = true;
    const bool says_so = language_.rules->language == Language::python && !import.alias.empty();
    if (says_so && import.alias == (import.name.empty() ? import.target : import.name)) import.reexported = true;
    if (marked(mark.node, Capture::is_static)) import.is_static = true;
    for (const auto part : {mark.target, mark.name})
      if (part != kNoNode && marked(part, Capture::is_static)) import.is_static = true;
    if (marked(mark.node, Capture::reexported)) import.reexported = true;
    const bool name_is_type = mark.name != kNoNode && marked(mark.name, Capture::type_only);
    if (!marked(mark.node, Capture::type_only) && !name_is_type) return;
    import.form = ImportForm::type_only;
    import.weak = true;
  }

  void keep(ImportUse import) {
    if (import.target.empty() || import.target.size() > kMostTargetBytes || out_.imports.size() >= kMostImports) return;
    out_.imports.push_back(std::move(import));
  }

  void add_definition(const DefinitionMark& mark) {
    const bool is_variable = mark.kind == SymbolKind::variable;
    Definition definition;
    definition.kind = mark.kind;
    definition.name = tree_.text_of(mark.name, text_);
    if (!open_definitions_.empty()) definition.parent = open_definitions_.back();
    if (is_variable && skip_variable(definition, mark)) return;
    const Definition* parent = definition.parent ? &out_.definitions[*definition.parent] : nullptr;
    if (mark.kind == SymbolKind::function && parent != nullptr && parent->kind == SymbolKind::class_)
      definition.kind = SymbolKind::method;
    std::uint32_t outer = mark.node;
    while (tree_[outer].parent != kNoNode && language_.traits(tree_[tree_[outer].parent].symbol).wrapper)
      outer = tree_[outer].parent;
    definition.span = tree_.span_of(outer);
    add_texts(mark, outer, definition);
    definition.is_public = is_public(mark, outer, definition, parent);
    definition.shape = tree_.shapes[mark.node];
    out_.definitions.push_back(std::move(definition));
    if (is_variable || tree_[mark.node].past == mark.node + 1) return;
    open_definitions_.push_back(static_cast<std::uint32_t>(out_.definitions.size() - 1));
    open_.push_back({tree_[mark.node].past, 0, kNoNode, true});
  }

  // Local variables, and every assignment to a name after its first.
  bool skip_variable(const Definition& definition, const DefinitionMark& mark) {
    if (weak_ > 0 && !is_php()) return true;  // those of PHP are members and what define() makes
    const auto parent = definition.parent ? *definition.parent : kNoNode;
    const std::uint64_t key = std::uint64_t{parent} << 32U | id_of(tree_.text_of(mark.name, text_));
    return !variables_.insert(key).second;
  }

  void add_texts(const DefinitionMark& mark, std::uint32_t outer, Definition& definition) {
    if (mark.kind != SymbolKind::variable) {
      const std::uint32_t begin = tree_[language_.rules->wrapped_signature ? outer : mark.node].begin;
      std::uint32_t end = mark.body == kNoNode ? tree_[mark.node].end : tree_[mark.body].begin;
      for (auto c = tree_.first_child(mark.node); c != kNoNode && tree_[c].begin < end; c = tree_.next_sibling(c))
        if (language_.traits(tree_[c].symbol).comment) end = tree_[c].begin;
      definition.signature = header_text(text_.substr(begin, end - begin));
    }
    if (language_.rules->doc == DocStyle::docstring) {
      if (mark.body != kNoNode) definition.doc = docstring_in(language_, tree_, text_, mark.body);
      return;
    }
    // Of several names in one declaration the first has the comment.
    if (outer == documented_) return;
    documented_ = outer;
    const CommentBlock block = comments_above(language_, tree_, text_, outer);
    if (block.first == kNoNode) return;
    definition.doc = comment_text(text_.substr(block.begin, block.end - block.begin));
    const Span first = tree_.span_of(block.first);
    definition.span = {first.byte_begin, definition.span.byte_end, first.row, first.column};
  }

  bool is_public(const DefinitionMark& mark, std::uint32_t outer, const Definition& definition,
                 const Definition* parent) const {
    const bool in_public_type = parent != nullptr && parent->kind == SymbolKind::class_ && parent->is_public;
    if (weak_ > 0 && !in_public_type) return false;
    const bool opened = marked(mark.node, Capture::is_public) || marked(outer, Capture::is_public);
    // In a class of C++ `static` hides nothing.
    const bool may_hide =
        language_.rules->language != Language::cpp || parent == nullptr || parent->kind != SymbolKind::class_;
    const bool closed = marked(mark.node, Capture::is_private) || marked(outer, Capture::is_private);
    if (!opened && closed && may_hide) return false;
    const std::string& name = definition.name;
    const bool shown = opened || (parent == nullptr && public_names_.contains(std::string_view(name)));
    const bool hidden_word = name.starts_with("_") && !(name.starts_with("__") && name.ends_with("__"));
    switch (language_.rules->visibility) {
      case Visibility::unless_private: return true;
      case Visibility::only_public: return shown;
      case Visibility::underscore: return parent == nullptr && !public_names_.empty() ? shown : !hidden_word;
      case Visibility::capital: return !name.empty() && (name[0] < 'a' || name[0] > 'z') && name[0] != '_';
      case Visibility::exported_if_any: return parent != nullptr || shown || !exports_;
    }
    return true;
  }

  void append_parts(std::uint32_t part, std::string& out, std::size_t& parts) {
    // A member may itself be a chain (C++'s a::b::c is a::(b::c)); its leaves are walked in order.
    while (parts < language_.rules->most_parts) {
      const KindTraits& traits = language_.traits(tree_[part].symbol);
      const auto child = tree_.first_child(part);
      if (child == kNoNode || !traits.chain) {
        const auto leaf = child == kNoNode ? part : child;
        out += '.';
        out += tree_.text_of(leaf, text_);
        ++parts;
        return;
      }
      append_parts_of_leaf(child, out, parts);
      const auto member = member_of(part);
      if (member == kNoNode || member == child) return;
      part = member;
    }
  }

  void append_parts_of_leaf(std::uint32_t node, std::string& out, std::size_t& parts) {
    while (tree_.first_child(node) != kNoNode) node = tree_.first_child(node);
    out += '.';
    out += tree_.text_of(node, text_);
    ++parts;
  }

  std::uint32_t member_of(std::uint32_t chain) const {
    for (auto c = tree_.first_child(chain); c != kNoNode; c = tree_.next_sibling(c))
      if (tree_[c].member) return c;
    return kNoNode;
  }

  // Climbs from a name through the chains that it begins. False: it is itself a part of a chain begun elsewhere.
  bool chain_from(std::uint32_t name, std::string& out, std::uint32_t& top) {
    out = tree_.text_of(name, text_);
    std::size_t parts = 1;
    top = name;
    bool ended = false;
    for (std::uint32_t at = name; tree_[at].parent != kNoNode;) {
      if (tree_[at].member) return false;
      const std::uint32_t parent = tree_[at].parent;
      const KindTraits& traits = language_.traits(tree_[parent].symbol);
      if (!traits.chain) break;
      if (at != parent + 1) return !traits.flat_chain;
      if (parts >= language_.rules->most_parts || ended) {
        // Only whether it is part of another chain is still to be known, and a chain's first part never is.
        break;
      }
      if (traits.flat_chain) {
        for (auto c = tree_.next_sibling(at); c != kNoNode && parts < language_.rules->most_parts;
             c = tree_.next_sibling(c))
          append_parts(c, out, parts);
      } else if (const auto member = member_of(parent); member != kNoNode) {
        append_parts(member, out, parts);
      }
      ended = traits.chain_ends;
      top = parent;
      at = parent;
    }
    return true;
  }

  // What begins a name of several parts is a namespace, and never a class of this file.
  bool is_php_own(std::uint32_t name, std::string_view prefix) {
    const auto text = tree_.text_of(name, text_);
    if (!prefix.empty()) return false;
    const bool is_part = tree_[name].end < text_.size() && text_[tree_[name].end] == '\\';
    return is_php_word(text) || (!is_part && is_bound(id_of(text)));
  }

  void add_use(std::uint32_t i) {
    const auto text = tree_.text_of(i, text_);
    if (text.empty() || marked(i, Capture::bind) || marked(i, Capture::skip)) return;
    const auto id = id_of(text);
    const std::string_view prefix = is_php() ? php_prefix(tree_, text_, i) : std::string_view{};
    if (is_php() ? is_php_own(i, prefix) : is_bound(id)) return;
    if (language_.rules->language == Language::python && !imported_.contains(id) && is_python_builtin(text)) return;
    std::uint32_t top = i;
    if (!chain_from(i, chain_, top)) return;
    chain_.insert(0, prefix);
    if (text == "Self" || (top == i && (text == "self" || text == "this" || text == "super"))) return;
    const auto [found, is_new] = references_.try_emplace(chain_, static_cast<std::uint32_t>(out_.references.size()));
    if (is_new) out_.references.push_back({chain_, 0, tree_.span_of(top), true});
    Reference& reference = out_.references[found->second];
    ++reference.count;
    if (weak_ == 0) reference.weak = false;
  }

  const OutlineLanguage& language_;
  const FlatTree& tree_;
  const OutlineMarks& marks_;
  std::string_view text_;
  Outline& out_;

  std::unordered_map<std::string_view, std::uint32_t> ids_;
  std::vector<std::uint32_t> bound_;  // by id: open scopes that bind it
  std::unordered_set<std::uint32_t> imported_;
  std::unordered_set<std::uint32_t> import_nodes_;
  std::unordered_set<std::string_view> public_names_;
  bool exports_ = false;  // anything is named as public
  std::vector<Scope> scopes_;
  std::unordered_map<std::uint32_t, std::uint32_t> scope_at_;
  std::unordered_set<std::uint64_t> class_names_;

  std::vector<Open> open_;
  std::vector<std::uint32_t> open_scopes_;
  std::vector<std::uint32_t> open_definitions_;
  std::uint32_t weak_ = 0;
  std::uint32_t guarded_ = 0;
  std::uint32_t skipped_ = 0;
  std::size_t next_import_ = 0;
  std::size_t next_definition_ = 0;
  std::uint32_t documented_ = kNoNode;
  std::vector<ConditionalPart> conditional_;
  std::unordered_set<std::uint64_t> variables_;
  std::unordered_map<std::string, std::uint32_t> references_;
  std::string chain_;
};

}  // namespace

void read_outline(const OutlineLanguage& language, const FlatTree& tree, const OutlineMarks& marks,
                  std::string_view text, Outline& out) {
  Reader(language, tree, marks, text, out).run();
}

}  // namespace oyer::parsers::detail
