// A corpus and its files, told to a person. Everything is read from the manifest's and the rows' JSON, so that an old
// corpus is told like a new one.
#pragma once

#include <string>

#include "base/json.h"

namespace oyer::cli {

// Kept and dropped by reason, languages, imports, samples, context_resolution.
std::string corpus_text(const json::object& manifest);

// One file's row: what it is, what was decided by which rule, value and limit, which samples hold it.
std::string why_text(const json::object& row);

}  // namespace oyer::cli
