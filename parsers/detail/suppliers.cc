#include "parsers/detail/suppliers.h"

#include <algorithm>
#include <unordered_map>

#include "parsers/detail/python_rules.h"

namespace oyer::parsers::detail {
namespace {

bool may_take(const Syntax& syntax, std::uint32_t node, Suppliers::Trust trust) {
  switch (syntax[node].kind) {
    case Kind::function_definition:
    case Kind::class_definition:
    case Kind::decorated_definition:
    case Kind::import_statement:
    case Kind::import_from_statement:
    case Kind::type_alias_statement: return true;
    case Kind::expression_statement: return trust != Suppliers::Trust::definitions;
    default: return trust == Suppliers::Trust::everything;
  }
}

bool is_star_import(const Syntax& syntax, std::uint32_t node) {
  if (syntax[node].kind != Kind::import_from_statement) return false;
  for (auto c = syntax.first_child(node); c != kNone; c = syntax.next_sibling(c))
    if (syntax[c].kind == Kind::wildcard_import) return true;
  return false;
}

}  // namespace

void Suppliers::offer(const Syntax& syntax, std::string_view text, const std::vector<TopStatement>& statements,
                      std::uint32_t from, Trust trust, const std::unordered_set<std::string_view>& not_binding) {
  Offer offer;
  for (const TopStatement& statement : statements) {
    if (syntax[statement.node].begin < from || !may_take(syntax, statement.node, trust)) continue;
    const bool unwanted = std::any_of(statement.binds.begin(), statement.binds.end(),
                                      [&](std::string_view name) { return not_binding.contains(name); });
    if (unwanted || !is_valid_python(syntax, text, statement.node)) continue;
    offer.statements.push_back(&statement);
    offer.texts.push_back(detail::text_of(syntax[statement.node], text));
    offer.star.push_back(is_star_import(syntax, statement.node));
  }
  offer.taken.resize(offer.statements.size(), false);
  sources_.push_back(std::move(offer));
}

std::size_t Suppliers::take(std::vector<std::string_view> needed, std::unordered_set<std::string_view>& bound) {
  using Place = std::pair<std::size_t, std::size_t>;
  std::unordered_map<std::string_view, std::vector<Place>> binders;
  for (std::size_t s = 0; s < sources_.size(); ++s)
    for (std::size_t i = 0; i < sources_[s].statements.size(); ++i)
      for (const auto name : sources_[s].statements[i]->binds) binders[name].push_back({s, i});

  std::size_t count = 0;
  while (!needed.empty()) {
    const auto name = needed.back();
    needed.pop_back();
    if (bound.contains(name)) continue;
    const auto found = binders.find(name);
    if (found == binders.end()) continue;
    const auto source = found->second.front().first;
    for (const auto& [s, i] : found->second) {
      if (s != source || sources_[s].taken[i]) continue;
      sources_[s].taken[i] = true;
      ++count;
      const TopStatement& statement = *sources_[s].statements[i];
      bound.insert(statement.binds.begin(), statement.binds.end());
      needed.insert(needed.end(), statement.needs.begin(), statement.needs.end());
    }
    bound.insert(name);
  }
  return count;
}

std::size_t Suppliers::take_star_imports() {
  std::size_t count = 0;
  for (Offer& source : sources_) {
    for (std::size_t i = 0; i < source.star.size(); ++i) {
      if (!source.star[i] || source.taken[i]) continue;
      source.taken[i] = true;
      ++count;
    }
  }
  return count;
}

bool Suppliers::took_all() const {
  return std::all_of(sources_.begin(), sources_.end(), [](const Offer& source) {
    return std::find(source.taken.begin(), source.taken.end(), false) == source.taken.end();
  });
}

std::string Suppliers::text_of_source(std::size_t source) const {
  std::string out;
  for (std::size_t i = 0; i < sources_[source].taken.size(); ++i) {
    if (!sources_[source].taken[i]) continue;
    out += sources_[source].texts[i];
    out += '\n';
  }
  return out;
}

}  // namespace oyer::parsers::detail
