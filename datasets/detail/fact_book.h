// FactBook: facts by what they depend on, out of a log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "datasets/corpus/facts.h"
#include "datasets/corpus/sketch.h"
#include "datasets/detail/fact_log.h"
#include "datasets/git.h"

namespace oyer::datasets::detail {

// The bytes are those of the blob that the id names. What a repository says of itself without proof is not kept:
// another one may hold the blob that really is called so.
bool is_blob(const ObjectId& id, std::string_view bytes);

// Thread safe. Without a log nothing is known and nothing kept.
class FactBook {
 public:
  // `cleaning` names what PathFacts::cleaning depends on beside path and bytes; empty where nothing is cleaned.
  FactBook(FactLog* log, std::string cleaning) : log_(log), cleaning_(std::move(cleaning)) {}

  bool is_open() const noexcept { return log_ != nullptr; }

  std::optional<PathFacts> path_facts(const GitEntry& entry) const;
  std::optional<TextFacts> text_facts(const ObjectId& id, std::string_view language, const MeasureOptions& how) const;
  std::optional<parsers::Outline> outline(const ObjectId& id, Language language) const;
  std::optional<Sketch> sketch(const ObjectId& id, std::string_view language) const;  // with its shingles

  void keep(const GitEntry& entry, const PathFacts& facts) const;
  void keep(const ObjectId& id, std::string_view language, const MeasureOptions& how, const TextFacts& facts) const;
  void keep(const ObjectId& id, const parsers::Outline& outline) const;
  void keep(const ObjectId& id, std::string_view language, const Sketch& sketch) const;

 private:
  FactLog* log_;
  std::string cleaning_;
};

}  // namespace oyer::datasets::detail
