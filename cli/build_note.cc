#include "cli/build_note.h"

namespace oyer::cli {

std::string_view weakness() noexcept { return ""; }

}  // namespace oyer::cli
