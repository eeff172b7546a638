// The table of rules: what a secret of each provider looks like.
//
// A rule is a regular expression and the conditions under which what it matches is still no secret. The meaning of the
// fields is gitleaks', whose table is the foreign one; it is fetched when the build is configured and never stands in
// the repository (cmake/Secrets.cmake). Our own rows add what that table lacks.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "datasets/corpus/redact.h"

namespace oyer::datasets::detail {

// Something is allowed where one of these holds; with `all`, where all that are given hold.
struct AllowRow {
  enum class Target { secret, match, line };  // what `regexes` are tried on
  bool all = false;
  Target target = Target::secret;
  std::span<const std::string_view> paths, regexes;
  std::span<const std::string_view> stopwords;  // lower case; looked for anywhere in the lower-cased secret
};

struct RuleRow {
  std::string_view id;
  std::string_view regex;  // empty: the rule is about the path alone
  std::string_view path;   // the file's path must match this, where it is not empty
  double entropy = 0;      // bits a character; a secret must have more
  int group = 0;           // the capture group that holds the secret; 0: the first that took part, else the match
  std::span<const std::string_view> keywords;  // lower case; the text must hold one of them, if there are any
  std::span<const AllowRow> allowlists;
};

std::span<const RuleRow> foreign_rules() noexcept;        // ordered by id
std::span<const AllowRow> foreign_allowlists() noexcept;  // for every rule, ours too
std::span<const RuleRow> own_rules() noexcept;            // ordered by id

// The rows that have an expression, ours first: those for keys, secrets and passwords, and those for personal data.
std::vector<const RuleRow*> secret_rows();
std::vector<const RuleRow*> personal_rows();
std::vector<std::string_view> expressions_of(std::span<const RuleRow* const> rows);

// RuleScan::compiled() of the expressions of secret_rows() and personal_rows(), made when this was built.
std::string_view compiled_secret_scan() noexcept;
std::string_view compiled_personal_scan() noexcept;

// What a finding of this rule is to a reader.
FindingClass class_of_rule(std::string_view id) noexcept;

bool is_personal_class(FindingClass kind) noexcept;  // mail, ip_address, name

// Rules about so little context that any other rule knows better what a text is.
bool is_generic_rule(std::string_view id) noexcept;

}  // namespace oyer::datasets::detail
