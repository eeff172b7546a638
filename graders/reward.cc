#include "graders/reward.h"

#include <array>
#include <charconv>
#include <cmath>

namespace oyer::graders {

namespace {

struct Named {
  RewardRule::Kind kind;
  std::string_view name;
};
constexpr Named rules[] = {{RewardRule::Kind::binary, "binary"},  {RewardRule::Kind::fraction, "fraction"},
                           {RewardRule::Kind::rlef, "rlef"},      {RewardRule::Kind::coderl, "coderl"},
                           {RewardRule::Kind::rltf, "rltf"},      {RewardRule::Kind::weighted, "weighted"},
                           {RewardRule::Kind::expression, "expr"}};
constexpr std::string_view known =
    "known rules: binary, fraction, rlef, coderl, rltf, weighted:NAME=WEIGHT,..., expr:EXPRESSION";

double fraction_of(const Tally& all) { return all.total == 0 ? 0.0 : static_cast<double>(all.passed) / all.total; }

double coderl(Level level, double failed_test) {
  switch (level) {
    case Level::compile: return -1.0;
    case Level::runtime: return -0.6;
    case Level::test: return failed_test;
    case Level::pass: return 1.0;
  }
  return -1.0;
}

std::optional<double> weighted(const Grade& grade, const std::map<std::string, double>& weights) {
  if (grade.verdict == Verdict::no_code || grade.cases.empty()) return 0.0;
  double sum = 0, passed = 0;
  for (const CaseResult& one : grade.cases) {
    auto found = weights.find(one.group);
    if (found == weights.end()) found = weights.find(std::string(datasets::name_of(one.visibility)));
    const double weight = found == weights.end() ? 1.0 : found->second;
    sum += weight;
    if (one.outcome == Outcome::passed) passed += weight;
  }
  if (!(sum > 0) || !std::isfinite(sum)) return std::nullopt;
  return passed / sum;
}

Result<std::map<std::string, double>> parse_weights(std::string_view text) {
  std::map<std::string, double> weights;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(item.size() == text.size() ? item.size() : item.size() + 1);
    const std::size_t equals = item.find('=');
    double weight = -1;
    if (equals != std::string_view::npos) {
      const std::string_view number = item.substr(equals + 1);
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
      if (error != std::errc() || end != number.data() + number.size()) weight = -1;
    }
    if (equals == 0 || !std::isfinite(weight) || weight < 0 || weight > 1e9) {
      return fail(invalid_input("weight \"" + std::string(item) + "\": give NAME=WEIGHT with 0 <= WEIGHT <= 1e9"));
    }
    if (!weights.emplace(item.substr(0, equals), weight).second) {
      return fail(invalid_input("weight \"" + std::string(item) + "\": the name is given twice"));
    }
  }
  return weights;
}

double coderl(Verdict verdict) { return coderl(level_of(verdict), -0.3); }
double rltf(Verdict verdict, const Tally& all) { return coderl(level_of(verdict), -0.3 + 1.3 * fraction_of(all)); }

double rlef(Verdict verdict, const Turn& turn) {
  if (turn.last) return verdict == Verdict::accepted ? 1.0 : -1.0;
  return level_of(verdict) == Level::compile ? -0.2 : 0.0;
}

// ---- what expressions name ------------------------------------------------------------------------------------

constexpr std::string_view counted[] = {
    "passed", "total", "public_passed", "public_total", "private_passed", "private_total", "planned", "run", "answered",
    "flags",  "turn",  "last_turn",     "binary",       "fraction",       "rlef",          "coderl",  "rltf"};
constexpr std::size_t name_count = std::size(counted) + std::size(all_verdicts);

using Numbers = std::array<double, name_count>;

Numbers numbers_of(const Grade& grade, const Turn& turn) {
  const Tally all = tally(grade), open = tally(grade, Visibility::public_test);
  Numbers numbers{double(all.passed),
                  double(all.total),
                  double(open.passed),
                  double(open.total),
                  double(all.passed - open.passed),
                  double(all.total - open.total),
                  double(grade.evidence.planned),
                  double(grade.evidence.run),
                  double(grade.evidence.answered),
                  double(grade.flags.size()),
                  double(turn.number),
                  turn.last ? 1.0 : 0.0,
                  grade.verdict == Verdict::accepted ? 1.0 : 0.0,
                  fraction_of(all),
                  rlef(grade.verdict, turn),
                  coderl(grade.verdict),
                  rltf(grade.verdict, all)};
  std::size_t at = std::size(counted);
  for (const Verdict verdict : all_verdicts) numbers[at++] = grade.verdict == verdict ? 1.0 : 0.0;
  return numbers;
}

std::string printed_weights(const std::map<std::string, double>& weights) {
  std::string text;
  for (const auto& [name, weight] : weights) {
    text += (text.empty() ? ":" : ",") + name + "=";
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, weight);
    text.append(digits, end);
  }
  return text;
}

Result<RewardRule> expression_rule(RewardRule rule, std::string_view text) {
  auto read = Expression::parse(text, reward_names());
  if (!read) return fail(std::move(read).error().with_context("rule \"expr:" + std::string(text) + "\""));
  rule.expression = std::move(*read);
  return rule;
}

}  // namespace

std::span<const std::string_view> reward_names() noexcept {
  static const auto all = [] {
    std::array<std::string_view, name_count> names{};
    std::size_t at = 0;
    for (const std::string_view name : counted) names[at++] = name;
    for (const Verdict verdict : all_verdicts) names[at++] = name_of(verdict);
    return names;
  }();
  return all;
}

std::string name_of(const RewardRule& rule) {
  std::string name;
  for (const Named& one : rules) {
    if (one.kind == rule.kind) name = one.name;
  }
  name += "/" + std::to_string(rule.version);
  if (rule.kind == RewardRule::Kind::expression) return name + ":" + rule.expression.digest();
  return name + printed_weights(rule.weights);
}

Result<RewardRule> parse_rule(std::string_view text) {
  const std::size_t colon = text.find(':');
  std::string_view name = text.substr(0, colon);
  if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
    if (name.substr(slash) != "/1") {
      return fail(invalid_input("rule \"" + std::string(text) + "\": only version 1 exists"));
    }
    name = name.substr(0, slash);
  }
  for (const Named& one : rules) {
    if (one.name != name) continue;
    RewardRule rule;
    rule.kind = one.kind;
    if (colon == std::string_view::npos && rule.kind == RewardRule::Kind::expression) break;
    if (colon == std::string_view::npos) return rule;
    const std::string_view rest = text.substr(colon + 1);
    if (rule.kind == RewardRule::Kind::expression) return expression_rule(rule, rest);
    if (rule.kind != RewardRule::Kind::weighted) break;
    OYER_TRY(rule.weights, parse_weights(rest));
    return rule;
  }
  return fail(invalid_input("rule \"" + std::string(text) + "\" is unknown; " + std::string(known)));
}

std::optional<double> reward(const Grade& grade, const RewardRule& rule, const Turn& turn) {
  if (!grade.sound() && !rule.accept_unsound) return std::nullopt;
  const bool accepted = grade.verdict == Verdict::accepted;
  switch (rule.kind) {
    case RewardRule::Kind::binary: return accepted ? 1.0 : 0.0;
    case RewardRule::Kind::fraction: return fraction_of(tally(grade));
    case RewardRule::Kind::rlef: return rlef(grade.verdict, turn);
    case RewardRule::Kind::coderl: return coderl(grade.verdict);
    case RewardRule::Kind::rltf: return rltf(grade.verdict, tally(grade));
    case RewardRule::Kind::weighted: return weighted(grade, rule.weights);
    case RewardRule::Kind::expression: return rule.expression.value(numbers_of(grade, turn));
  }
  return std::nullopt;
}

}  // namespace oyer::graders
