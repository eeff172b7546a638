#include "datasets/corpus/redact.h"

#include <algorithm>
#include <tuple>

#include "base/utf8.h"
#include "datasets/detail/rule_book.h"

namespace oyer::datasets {
namespace {

// Which of two overlapping findings says what the text is: the lower one. A rule that knows a provider knows more than
// one that knows an assignment.
int rank_of(const Finding& finding) {
  if (detail::is_generic_rule(finding.rule)) return 5;
  switch (finding.kind) {
    case FindingClass::key: return 0;
    case FindingClass::password: return 1;
    case FindingClass::mail: return 2;
    case FindingClass::ip_address: return 3;
    case FindingClass::name: return 4;
    case FindingClass::secret: return 5;
  }
  return 6;
}

// Widens a span so that it neither begins nor ends inside a well-formed character.
void widen_to_characters(std::string_view text, Finding& finding) {
  const auto continues = [&](std::uint32_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  const auto inside = [&](std::uint32_t at) {
    for (std::uint32_t back = 1; back <= 3 && back <= at && continues(at - back + 1); ++back) {
      const std::size_t length = utf8_sequence(text, at - back);
      if (length > 0) return length > back;
    }
    return false;
  };
  while (inside(finding.begin)) --finding.begin;
  while (inside(finding.end)) ++finding.end;
}

// Ordered, apart from each other: overlapping findings become one, over both, of the class and rule of the better.
std::vector<Finding> resolved(std::string_view text, std::vector<Finding> findings) {
  for (Finding& finding : findings) widen_to_characters(text, finding);
  std::ranges::sort(findings, {}, [](const Finding& finding) {
    return std::tuple(finding.begin, finding.end, rank_of(finding), std::string_view(finding.rule));
  });
  std::vector<Finding> out;
  for (Finding& finding : findings) {
    if (out.empty() || finding.begin >= out.back().end) {
      out.push_back(std::move(finding));
      continue;
    }
    Finding& last = out.back();
    const std::uint32_t end = std::max(last.end, finding.end);
    const auto order = [](const Finding& f) { return std::tuple(rank_of(f), f.begin, std::string_view(f.rule)); };
    if (order(finding) < order(last)) {
      finding.begin = last.begin;
      last = std::move(finding);
    }
    last.end = end;
  }
  return out;
}

}  // namespace

std::string_view name_of(FindingClass kind) noexcept {
  switch (kind) {
    case FindingClass::key: return "key";
    case FindingClass::secret: return "secret";
    case FindingClass::password: return "password";
    case FindingClass::mail: return "mail";
    case FindingClass::ip_address: return "ip_address";
    case FindingClass::name: return "name";
  }
  return "unknown";
}

std::string_view placeholder(FindingClass kind) noexcept {
  switch (kind) {
    case FindingClass::key:
    case FindingClass::secret: return "<KEY>";
    case FindingClass::password: return "<PASSWORD>";
    case FindingClass::mail: return "<EMAIL>";
    case FindingClass::ip_address: return "<IP_ADDRESS>";
    case FindingClass::name: return "<NAME>";
  }
  return "<KEY>";
}

struct People::State {};

Result<People> People::of(std::span<const std::string>, std::span<const std::string>) {
  return People(std::make_unique<State>());
}
People::People(std::unique_ptr<State> state) : state_(std::move(state)) {}
People::People(People&&) noexcept = default;
People& People::operator=(People&&) noexcept = default;
People::~People() = default;

struct Detector::State {
  detail::RuleBook rules;
};

Result<Detector> Detector::open(const DetectorOptions& options) {
  OYER_TRY(detail::RuleBook rules, detail::RuleBook::open(options));
  return Detector(std::make_unique<State>(State{std::move(rules)}));
}

std::vector<Finding> Detector::find(std::string_view text, std::string_view path, const People*) const {
  return resolved(text, state_->rules.find(text, path));
}

Detector::Cleaned Detector::clean(std::string_view text, std::string_view path, const People* people) const {
  Cleaned out;
  out.findings = find(text, path, people);
  out.text = redact(text, out.findings, path);
  return out;
}

std::string_view Detector::version() noexcept { return "1"; }

Detector::Detector(std::unique_ptr<State> state) : state_(std::move(state)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

std::string redact(std::string_view text, std::span<const Finding> findings, std::string_view) {
  std::string out;
  std::size_t from = 0;
  for (const Finding& finding : findings) {
    out += text.substr(from, finding.begin - from);
    out += placeholder(finding.kind);
    from = finding.end;
  }
  out += text.substr(from);
  return out;
}

}  // namespace oyer::datasets
