#include "parsers/detail/kinds.h"

namespace oyer::parsers::detail {

// Called once per node kind of a grammar when it is loaded, so a plain chain will do.
Kind kind_named(std::string_view name) noexcept {
#define OYER_KIND(kind, text) \
  if (name == text) return Kind::kind;
  OYER_PYTHON_KINDS(OYER_KIND)
#undef OYER_KIND
  return Kind::other;
}

}  // namespace oyer::parsers::detail
