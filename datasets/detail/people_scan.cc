#include "datasets/detail/people_scan.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "datasets/detail/personal.h"
#include "datasets/detail/rule_book.h"

namespace oyer::datasets::detail {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !is_word(text[begin - 1])) && (end == text.size() || !is_word(text[end]));
}

// Two words of letters at least: "dependabot[bot]" and "admin" are nobody, and words of the code besides.
bool is_full_name(std::string_view name) {
  const std::size_t space = name.find(' ');
  return space != std::string_view::npos && space >= 1 && name.size() - space >= 3 && name.size() <= 100 &&
         is_word(name.front()) && name.find_first_of("[]<>@/\n") == std::string_view::npos;
}

bool is_mail(std::string_view mail) {
  const std::size_t at = mail.find('@');
  return at != std::string_view::npos && at >= 1 && mail.size() - at >= 3 && mail.size() <= 200 &&
         is_word(mail.front()) && mail.find_first_of(" <>\n") == std::string_view::npos;
}

}  // namespace

Result<PeopleScan> PeopleScan::of(std::span<const std::string> names, std::span<const std::string> mails) {
  std::set<std::string> kept_names, kept_mails;
  std::ranges::copy_if(names, std::inserter(kept_names, kept_names.end()), is_full_name);
  std::ranges::copy_if(mails, std::inserter(kept_mails, kept_mails.end()), is_mail);
  std::vector<std::string> words(kept_names.begin(), kept_names.end());
  words.insert(words.end(), kept_mails.begin(), kept_mails.end());
  const std::vector<std::string_view> views(words.begin(), words.end());
  OYER_TRY(RuleScan scan, RuleScan::compile_words(views));
  return PeopleScan(std::move(scan), std::move(words), kept_names.size());
}

void PeopleScan::find(std::string_view text, const DetectorOptions& options, std::vector<Finding>& findings) const {
  for (const ScanHit& hit : scan_.scan(text)) {
    const bool is_name = hit.rule < names_;
    if (!(is_name ? options.names : options.mails)) continue;
    const std::string& word = words_[hit.rule];
    for (const ScanHit::Ends& ends : hit.ends) {
      std::size_t at = ends.first - word.size();
      for (; at != std::string_view::npos && at + word.size() <= ends.last; at = text.find(word, at + 1)) {
        if (!stands_alone(text, at, at + word.size())) continue;
        if (is_name && in_copyright_line(text, text.substr(at, word.size()))) continue;
        findings.push_back({is_name ? FindingClass::name : FindingClass::mail, is_name ? "person-name" : "person-mail",
                            static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + word.size()),
                            shannon_entropy(word)});
      }
    }
  }
}

}  // namespace oyer::datasets::detail
