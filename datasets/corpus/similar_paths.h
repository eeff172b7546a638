// Paths of a corpus that somebody may have meant.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace oyer::datasets {

// At most `most` paths of files kept or left out: those that end in "/" and the text first, then those whose last part
// holds the text's last part, however it is written; each once, in their order in the corpus. Errors as read_manifest()
// has them, and corrupt.
Result<std::vector<std::string>> similar_paths(const std::filesystem::path& out, const std::string& text,
                                               std::size_t most = 5);

}  // namespace oyer::datasets
