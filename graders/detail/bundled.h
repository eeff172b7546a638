// Oyer's own tasks and candidates (bundled/), as they travel inside the binary.
#pragma once

#include <string_view>

namespace oyer::graders::detail {

extern const std::string_view bundled_tasks;       // bundled/tasks.jsonl
extern const std::string_view bundled_candidates;  // bundled/candidates.jsonl

}  // namespace oyer::graders::detail
