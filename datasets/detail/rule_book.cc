#include "datasets/detail/rule_book.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "datasets/detail/personal.h"
#include "datasets/detail/replacement.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::uint32_t far_reach = 64U << 10U;

bool wanted(FindingClass kind, const DetectorOptions& options) {
  switch (kind) {
    case FindingClass::key:
    case FindingClass::secret:
    case FindingClass::password: return options.secrets;
    case FindingClass::mail: return options.mails;
    case FindingClass::ip_address: return options.addresses;
    case FindingClass::name: return options.names;
  }
  return false;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

}  // namespace

double shannon_entropy(std::string_view text) noexcept {
  std::array<std::uint32_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

// Goes from end to end. A match that begins at or behind `from` can only end at an end behind `from`, so it begins no
// further before the next of them than it can be long.
void each_match(const Pattern& pattern, std::span<const ScanHit::Ends> ends, std::optional<std::uint32_t> width,
                std::string_view text, const std::function<void(const std::vector<Pattern::Group>&)>& take) {
  const std::uint32_t reach = width.value_or(far_reach);
  std::size_t from = 0;
  std::vector<Pattern::Group> groups;
  for (auto range = ends.begin(); range != ends.end();) {
    if (range->last <= from) {
      ++range;
      continue;
    }
    const std::size_t next_end = std::max<std::size_t>(range->first, from + 1);
    const std::size_t begin = std::max(from, next_end > reach ? next_end - reach : 0);
    const std::size_t limit = std::min<std::size_t>(text.size(), std::size_t{range->last} + reach + 1);
    if (!pattern.find(text, begin, limit, groups)) {
      ++range;
      continue;
    }
    from = std::max(groups[0].end, from + 1);
    take(groups);
  }
}

// The text being read, and what is only worked out when a rule asks for it.
struct RuleBook::Text {
  std::string_view bytes, path;
  std::optional<std::string> lower = std::nullopt;
  std::optional<bool> allowed_path = std::nullopt;  // by the lists for every rule

  bool holds(std::string_view keyword) {
    if (!lower) lower = lowered(bytes);
    return lower->find(keyword) != std::string::npos;
  }
};

struct RuleBook::Match {
  std::string_view whole, secret;
};

std::vector<RuleBook::Allow> RuleBook::allowlists_of(std::span<const AllowRow> rows) {
  std::vector<Allow> out;
  for (const AllowRow& row : rows) {
    out.push_back({&row, Pattern::later_any(row.paths), Pattern::later_any(row.regexes)});
  }
  return out;
}

Result<RuleBook::Part> RuleBook::make_part(const std::vector<const RuleRow*>& rows, std::string_view compiled) {
  const std::vector<std::string_view> expressions = expressions_of(rows);
  std::optional<RuleScan> scan = RuleScan::restore(expressions, compiled);
  if (!scan) {
    OYER_TRY(scan, RuleScan::compile(expressions));
  }
  Part part{std::move(*scan), {}};
  for (const RuleRow* row : rows) {
    part.rules.push_back({row, class_of_rule(row->id), Pattern::later(row->regex), Pattern::later(row->path),
                          allowlists_of(row->allowlists)});
  }
  return part;
}

Result<RuleBook> RuleBook::open(const DetectorOptions& options) {
  RuleBook book;
  if (options.secrets) {
    OYER_TRY(Part part, make_part(secret_rows(), compiled_secret_scan()));
    book.parts_.push_back(std::move(part));
  }
  std::vector<const RuleRow*> personal = personal_rows();
  std::erase_if(personal, [&](const RuleRow* row) { return !wanted(class_of_rule(row->id), options); });
  OYER_TRY(Part part, make_part(personal, compiled_personal_scan()));
  book.parts_.push_back(std::move(part));
  book.everywhere_ = allowlists_of(foreign_allowlists());
  return book;
}

std::vector<Finding> RuleBook::find(std::string_view text, std::string_view path) const {
  std::vector<Finding> findings;
  Text read{text, path};
  for (const Part& part : parts_) {
    for (const ScanHit& hit : part.scan.scan(text)) {
      const Rule& rule = part.rules[hit.rule];
      if (applies(rule, read)) search(rule, hit, part.scan.width(hit.rule), read, findings);
    }
  }
  return findings;
}

// A rule that begins with "anything" ends at the last secret it can reach; those before it are looked for too.
void RuleBook::search(const Rule& rule, const ScanHit& hit, std::optional<std::uint32_t> width, const Text& text,
                      std::vector<Finding>& findings) const {
  constexpr int most_before = 16;
  each_match(rule.regex, hit.ends, width, text.bytes, [&](const std::vector<Pattern::Group>& groups) {
    std::vector<Pattern::Group> inner = groups;
    for (int turn = 0; turn <= most_before; ++turn) {
      const std::size_t secret = take(rule, text, inner, findings);
      if (secret - groups[0].begin < 8 || !rule.regex.find(text.bytes, groups[0].begin, secret, inner)) break;
    }
  });
}

bool RuleBook::applies(const Rule& rule, Text& text) const {
  if (is_personal_class(rule.kind)) return true;
  const auto allows = [&](const Allow& allow) {
    return !allow.row->all && !text.path.empty() && allow.paths.matches(text.path);
  };
  if (!text.allowed_path) text.allowed_path = std::ranges::any_of(everywhere_, allows);
  if (*text.allowed_path || std::ranges::any_of(rule.allowlists, allows)) return false;
  if (!rule.row->path.empty() && !rule.path.matches(text.path)) return false;
  const std::span<const std::string_view> keywords = rule.row->keywords;
  return keywords.empty() || std::ranges::any_of(keywords, [&](std::string_view word) { return text.holds(word); });
}

std::size_t RuleBook::take(const Rule& rule, const Text& text, const std::vector<Pattern::Group>& groups,
                           std::vector<Finding>& findings) const {
  const auto part = [&](const Pattern::Group& group) {
    return text.bytes.substr(group.begin, group.end - group.begin);
  };
  Match match{part(groups[0]), {}};
  while (match.whole.ends_with('\n')) match.whole.remove_suffix(1);
  while (match.whole.starts_with('\n')) match.whole.remove_prefix(1);
  match.secret = match.whole;
  const std::size_t chosen = static_cast<std::size_t>(rule.row->group);
  for (std::size_t at = std::max<std::size_t>(chosen, 1); at < groups.size(); ++at) {
    if (groups[at].took_part() && groups[at].end > groups[at].begin) {
      match.secret = part(groups[at]);
      break;
    }
    if (chosen != 0) break;
  }
  match.secret = narrowed(rule.row->id, match.secret);
  const auto begin = static_cast<std::uint32_t>(match.secret.data() - text.bytes.data());
  const auto end = begin + static_cast<std::uint32_t>(match.secret.size());
  if (match.secret.empty() || !accepts(rule, text, match)) return begin;
  findings.push_back({rule.kind, std::string(rule.row->id), begin, end, shannon_entropy(match.secret)});
  return begin;
}

bool RuleBook::accepts(const Rule& rule, const Text& text, const Match& match) const {
  if (is_replacement(match.secret)) return false;
  if (is_personal_class(rule.kind)) return is_personal(rule.row->id, text.bytes, match.secret);
  if (rule.row->entropy > 0 && shannon_entropy(match.secret) <= rule.row->entropy) return false;
  const std::string lower = lowered(match.secret);
  const auto allows = [&](const Allow& allow) {
    const AllowRow& row = *allow.row;
    std::string_view target = match.secret;
    if (row.target == AllowRow::Target::match) target = match.whole;
    if (row.target == AllowRow::Target::line) target = line_around(text.bytes, match.whole);
    const bool by_regex = !row.regexes.empty() && allow.regexes.matches(target);
    const bool by_word = std::ranges::any_of(
        row.stopwords, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
    if (!row.all) return by_regex || by_word;
    return (row.paths.empty() || (!text.path.empty() && allow.paths.matches(text.path))) &&
           (row.regexes.empty() || by_regex) && (row.stopwords.empty() || by_word);
  };
  return std::ranges::none_of(everywhere_, allows) && std::ranges::none_of(rule.allowlists, allows);
}

}  // namespace oyer::datasets::detail
