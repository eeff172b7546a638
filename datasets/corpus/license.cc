#include "datasets/corpus/license.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/utf8.h"
#include "datasets/detail/leading_comments.h"
#include "datasets/detail/license_match.h"
#include "datasets/detail/license_phrases.h"
#include "datasets/detail/license_words.h"
#include "datasets/detail/manifest_license.h"
#include "datasets/detail/spdx_expression.h"

namespace oyer::datasets {
namespace {

constexpr std::size_t longest_evidence = 200;
constexpr std::size_t fewest_words_of_a_license = 20;
constexpr std::size_t most_tags = 64;                // further ones repeat what was said, or mean to cost time
constexpr std::size_t longest_license = 512 * 1024;  // bytes read of a licence file

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

bool is_any(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

// Never cut inside a character.
std::string evidence_of(std::string_view text) {
  if (text.size() <= longest_evidence) return std::string(text);
  std::size_t end = longest_evidence;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

std::string_view line_behind(std::string_view text, std::size_t at) {
  std::string_view line = text.substr(at, std::min(text.find_first_of("\r\n", at), text.size()) - at);
  for (const std::string_view end : {"*/", "-->", "\"\"\"", "'''", "*)", "-}", "%}"}) {
    line = line.substr(0, line.find(end));
  }
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t*#;/") - first + 1);
}

// The "SPDX-License-Identifier:" lines of the text; several hold at once.
LicenseFinding tagged(std::string_view text) {
  constexpr std::string_view tag = "SPDX-License-Identifier:";
  std::vector<std::string> expressions;
  LicenseFinding finding;
  for (std::size_t at = text.find(tag); at != std::string_view::npos && expressions.size() < most_tags;
       at = text.find(tag, at + 1)) {
    const std::string_view words = line_behind(text, at + tag.size());
    if (words.empty()) continue;
    const auto parsed = detail::parse_expression(words);
    expressions.push_back(parsed ? parsed->text : "LicenseRef-unknown");
    if (finding.evidence.empty()) finding.evidence = evidence_of(text.substr(at, line_behind(text, at).size()));
  }
  finding.expression = detail::join_expressions(expressions, "AND");
  finding.confidence = finding.expression.empty() ? 0 : 1;
  return finding;
}

LicenseFinding of_texts(const std::vector<detail::TextMatch>& matches) {
  LicenseFinding finding;
  std::vector<std::string> ids;
  for (const detail::TextMatch& match : matches) {
    ids.emplace_back(match.id);
    finding.confidence = ids.size() == 1 ? match.likeness : std::min(finding.confidence, match.likeness);
    finding.evidence += (finding.evidence.empty() ? "text of " : ", ") + std::string(match.id);
  }
  finding.expression = detail::join_expressions(ids, "AND");
  return finding;
}

LicenseFinding of_phrases(std::string_view text) {
  const detail::PhraseMatch match = detail::licenses_named(detail::words_of(text, true));
  return {match.expression, {}, match.confidence, evidence_of(match.evidence)};
}

// The strictest type first, then the surer finding.
LicenseType worst(LicenseType a, LicenseType b) { return std::max(a, b); }

bool is_code_extension(std::string_view extension) {
  return is_any(extension,
                {".c",    ".cc",    ".cpp",  ".cs",   ".css",  ".ejs", ".erb",    ".gif",   ".go",    ".h",
                 ".hpp",  ".hs",    ".ico",  ".java", ".jpg",  ".js",  ".json",   ".jsx",   ".kt",    ".less",
                 ".lock", ".lua",   ".m",    ".php",  ".pl",   ".pm",  ".png",    ".proto", ".py",    ".rb",
                 ".rs",   ".scala", ".scss", ".sh",   ".snap", ".sql", ".svelte", ".svg",   ".swift", ".tmpl",
                 ".toml", ".tpl",   ".ts",   ".tsx",  ".vue",  ".xml", ".xsd",    ".yaml",  ".yml"});
}

}  // namespace

std::string_view name_of(LicenseType type) noexcept {
  switch (type) {
    case LicenseType::permissive: return "permissive";
    case LicenseType::no_license: return "no_license";
    case LicenseType::non_permissive: return "non_permissive";
  }
  return "";
}

LicenseFinding license_of_header(std::string_view text) {
  const std::string comments = detail::leading_comments(text);
  LicenseFinding finding = tagged(comments);
  if (finding.expression.empty()) finding = of_phrases(comments);
  if (finding.expression.empty()) return {};
  finding.source = "header";
  return finding;
}

bool is_license_path(std::string_view path) {
  const std::string name = lower(path.substr(path.rfind('/') + 1));
  const std::size_t dot = name.rfind('.');
  if (dot != std::string::npos && is_code_extension(std::string_view(name).substr(dot))) return false;
  const std::string folder = lower(path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/')));
  const bool in_reuse_folder = folder == "licenses" || folder.ends_with("/licenses");
  for (const std::string_view stem : {"license", "licence", "unlicense", "unlicence", "copying", "eula", "ofl"}) {
    if (!name.starts_with(stem)) continue;
    const char next = name.size() > stem.size() ? name[stem.size()] : '.';
    if (next == '.' || next == '-' || next == '_' || next == ' ' || (next == 's' && name.size() < stem.size() + 6)) {
      return true;
    }
  }
  const std::string stem = name.substr(0, dot);
  for (const std::string_view end : {"-license", "_license", "-licence", "_licence", ".license", ".licence"}) {
    if (stem.ends_with(end)) return true;
  }
  // REUSE keeps LICENSES/MIT.txt; other files of such a folder are notices and lists of authors.
  return in_reuse_folder && (!detail::listed_license(stem).empty() || stem.starts_with("licenseref-"));
}

LicenseFinding license_of_file(std::string_view path, std::string_view text) {
  const std::string name(path.substr(path.rfind('/') + 1));
  text = text.substr(0, longest_license);
  LicenseFinding finding;
  if (const auto declared = detail::license_in_manifest(name, text)) {
    const auto parsed = detail::parse_expression(declared->expression);
    finding = {parsed ? parsed->text : "LicenseRef-unknown", {}, 1, evidence_of(declared->evidence)};
  } else if (is_license_path(path)) {
    finding = of_texts(detail::licenses_in(text));
    if (finding.expression.empty()) finding = tagged(text);
    if (finding.expression.empty()) finding = of_phrases(text);
    const std::string words = detail::words_of(text);
    const auto count = static_cast<std::size_t>(std::count(words.begin(), words.end(), ' '));
    if (finding.expression.empty() && count > fewest_words_of_a_license) {
      finding = {"LicenseRef-unknown", {}, 0, evidence_of(words.substr(1))};
    }
  } else {
    finding = license_of_header(text);
  }
  if (!finding.expression.empty()) finding.source = "file:" + name;
  return finding;
}

LicenseType type_of(std::string_view expression) {
  if (expression.empty() || expression == "NONE" || expression == "NOASSERTION") return LicenseType::no_license;
  const auto parsed = detail::parse_expression(expression);
  return parsed ? parsed->type : LicenseType::non_permissive;
}

LicenseVerdict strictest(LicenseFinding header, LicenseFinding directory, LicenseFinding repository) {
  LicenseVerdict verdict{std::move(header), std::move(directory), std::move(repository), {}, LicenseType::no_license};
  std::vector<std::string> expressions;
  bool any = false;
  for (const LicenseFinding* finding : {&verdict.header, &verdict.directory, &verdict.repository}) {
    const LicenseType type = type_of(finding->expression);
    if (type == LicenseType::no_license) continue;
    expressions.push_back(finding->expression);
    verdict.type = any ? worst(verdict.type, type) : type;
    any = true;
  }
  verdict.expression = detail::join_expressions(expressions, "AND");
  return verdict;
}

}  // namespace oyer::datasets
