// The names and mail addresses of people who are known by name, wherever they stand in a text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/redact.h"
#include "datasets/detail/rule_scan.h"

namespace oyer::datasets::detail {

class PeopleScan {
 public:
  static Result<PeopleScan> of(std::span<const std::string> names, std::span<const std::string> mails);

  // Appends to `findings` what the options ask for. Thread safe.
  void find(std::string_view text, const DetectorOptions& options, std::vector<Finding>& findings) const;

 private:
  PeopleScan(RuleScan scan, std::vector<std::string> words, std::size_t names)
      : scan_(std::move(scan)), words_(std::move(words)), names_(names) {}

  RuleScan scan_;
  std::vector<std::string> words_;  // names first
  std::size_t names_;
};

}  // namespace oyer::datasets::detail
