#include "datasets/corpus/redact.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/digest.h"
#include "datasets/detail/people_scan.h"
#include "datasets/detail/replacement.h"
#include "datasets/detail/rule_book.h"
#include "datasets/detail/secret_rules.h"

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

// Ordered, apart from each other: overlapping findings become one, over both, of the class and rule of the better.
std::vector<Finding> resolved(std::string_view text, std::vector<Finding> findings) {
  for (Finding& finding : findings) detail::settle_ends(text, finding);
  std::erase_if(findings, [](const Finding& finding) { return finding.begin >= finding.end; });
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

// Where the parts of redact(text, done) come from.
class Origins {
 public:
  Origins(std::string_view text, std::string_view path, std::span<const Finding> done) {
    const std::vector<std::string> replacements = detail::replacements(text, path, done);
    std::uint32_t grown = 0;  // modulo 2^32: how much longer the redacted text is so far
    for (std::size_t at = 0; at < done.size(); ++at) {
      const auto length = static_cast<std::uint32_t>(replacements[at].size());
      parts_.push_back({done[at].begin + grown, done[at].begin + grown + length, done[at].begin, done[at].end});
      grown += length - (done[at].end - done[at].begin);
    }
  }

  // A finding in the redacted text as one in the text: an end inside a replacement moves to that of what was replaced.
  Finding original(Finding finding) const {
    const Part* first = part_before(finding.begin + 1);
    const Part* last = part_before(finding.end);
    if (first != nullptr) {
      finding.begin = finding.begin < first->end ? first->from : finding.begin - first->end + first->to;
    }
    if (last != nullptr) finding.end = finding.end <= last->end ? last->to : finding.end - last->end + last->to;
    return finding;
  }

 private:
  struct Part {
    std::uint32_t begin, end;  // of a replacement
    std::uint32_t from, to;    // of what it replaced
  };

  // The last replacement that begins before `place`.
  const Part* part_before(std::uint32_t place) const {
    const auto behind = std::ranges::lower_bound(parts_, place, {}, &Part::begin);
    return behind == parts_.begin() ? nullptr : &*std::prev(behind);
  }

  std::vector<Part> parts_;
};

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

struct People::State {
  detail::PeopleScan scan;
};

Result<People> People::of(std::span<const std::string> names, std::span<const std::string> mails) {
  OYER_TRY(detail::PeopleScan scan, detail::PeopleScan::of(names, mails));
  return People(std::make_unique<State>(State{std::move(scan)}));
}

People::People(std::unique_ptr<State> state) : state_(std::move(state)) {}
People::People(People&&) noexcept = default;
People& People::operator=(People&&) noexcept = default;
People::~People() = default;

struct Detector::State {
  detail::RuleBook rules;
  DetectorOptions options;
};

Result<Detector> Detector::open(const DetectorOptions& options) {
  OYER_TRY(detail::RuleBook rules, detail::RuleBook::open(options));
  return Detector(std::make_unique<State>(State{std::move(rules), options}));
}

std::vector<Finding> Detector::find(std::string_view text, std::string_view path, const People* people) const {
  std::vector<Finding> findings = state_->rules.find(text, path);
  if (people != nullptr) people->state_->scan.find(text, state_->options, findings);
  if (findings.empty()) return findings;
  return resolved(text, detail::without_program_words(text, path, std::move(findings)));
}

// What a further round finds stands partly in places that an earlier one wrote. In the text as it was it reaches over
// all that stood there.
Detector::Cleaned Detector::clean(std::string_view text, std::string_view path, const People* people) const {
  Cleaned out{std::string(text), {}, true};
  std::vector<Finding> more = find(text, path, people);
  constexpr int most_rounds = 8;
  for (int round = 0; round < most_rounds && !more.empty(); ++round) {
    const Origins origins(text, path, out.findings);
    for (Finding& finding : more) finding = origins.original(std::move(finding));
    std::ranges::move(more, std::back_inserter(out.findings));
    out.findings = resolved(text, std::move(out.findings));
    out.text = redact(text, out.findings, path);
    more = find(out.text, path, people);
  }
  out.complete = more.empty();
  return out;
}

std::string_view Detector::version() noexcept {
  static const std::string version = [] {
    Digester digester;
    for (const auto& rows : {detail::secret_rows(), detail::personal_rows()}) {
      for (const detail::RuleRow* row : rows) {
        digester.field(row->id).field(row->regex).field(row->path).field(std::to_string(row->entropy));
        for (const detail::AllowRow& allow : row->allowlists) {
          for (const auto& list : {allow.paths, allow.regexes, allow.stopwords}) {
            for (const std::string_view text : list) digester.field(text);
          }
        }
      }
    }
    // The number is raised when what is done with the rules changes.
    return "1-" + to_string(digester.finish()).substr(0, 16);
  }();
  return version;
}

Detector::Detector(std::unique_ptr<State> state) : state_(std::move(state)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

std::string redact(std::string_view text, std::span<const Finding> findings, std::string_view path) {
  if (findings.empty()) return std::string(text);
  const std::vector<std::string> replacements = detail::replacements(text, path, findings);
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < findings.size(); ++at) {
    OYER_CHECK(findings[at].begin >= from && findings[at].begin < findings[at].end && findings[at].end <= text.size());
    out += text.substr(from, findings[at].begin - from);
    out += replacements[at];
    from = findings[at].end;
  }
  out += text.substr(from);
  return out;
}

}  // namespace oyer::datasets
