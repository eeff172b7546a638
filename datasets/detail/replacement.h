// What stands in a text instead of a finding.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/redact.h"

namespace oyer::datasets::detail {

// True for a value that redact() wrote, whole or in part: a placeholder, or letters and digits all alike.
bool is_replacement(std::string_view value) noexcept;

// The part of what a rule's group holds that is the secret itself: no quotes around it, no name before it.
std::string_view narrowed(std::string_view rule, std::string_view secret) noexcept;

// The findings without those that a program's own words cannot be, in files of a language whose lexis is known: no
// name, number or operator outside of literals and comments is a mail address, an IP address or a generic secret.
std::vector<Finding> without_program_words(std::string_view text, std::string_view path, std::vector<Finding> findings);

// What each finding becomes, so that a file that could be parsed still can be.
std::vector<std::string> replacements(std::string_view text, std::string_view path, std::span<const Finding> findings);

// Moves the ends of a finding out of well-formed characters (outwards) and of escape sequences (inwards).
void settle_ends(std::string_view text, Finding& finding) noexcept;

}  // namespace oyer::datasets::detail
