// Keeping what code needs: statements of other texts that bind the names a chosen text uses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "parsers/detail/python_names.h"
#include "parsers/detail/syntax.h"

namespace oyer::parsers::detail {

// Statements that may be taken, in the order they were offered.
class Suppliers {
 public:
  // Which statements of a source may be taken.
  enum class Trust {
    definitions,  // functions, classes, imports
    assignments,  // and assignments
    everything,   // and whatever else binds a name at the top level (`try: import ...`)
  };

  // Offers statements [from, ...) of a text. Text, syntax and statements must outlive this object. Statements with
  // errors, and those that bind a name in `not_binding`, are not offered.
  void offer(const Syntax& syntax, std::string_view text, const std::vector<TopStatement>& statements,
             std::uint32_t from, Trust trust, const std::unordered_set<std::string_view>& not_binding = {});

  // Takes, again and again, what binds a needed name that nothing binds yet. Sources offered earlier are preferred.
  // `bound` gains the names of what was taken. Returns the number of statements taken by this call.
  std::size_t take(std::vector<std::string_view> needed, std::unordered_set<std::string_view>& bound);

  // Takes all `from m import *`, which may bind anything.
  std::size_t take_star_imports();

  bool took_all() const;
  // The taken statements of one source (numbered as offered), each with a line break, in the order of the text.
  std::string text_of_source(std::size_t source) const;
  std::size_t sources() const { return sources_.size(); }

 private:
  struct Offer {
    std::string_view text;
    std::vector<const TopStatement*> statements;
    std::vector<std::string_view> texts;
    std::vector<bool> taken;
    std::vector<bool> star;
  };
  std::vector<Offer> sources_;
};

}  // namespace oyer::parsers::detail
