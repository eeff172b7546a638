#include "datasets/detail/fact_book.h"

#include "base/digest.h"

namespace oyer::datasets::detail {
namespace {

FactKey path_key(const GitEntry& entry, std::string_view cleaning) {
  return FactKey::of(
      Digester().field("path").field(facts_version()).field(entry.id.hex).field(entry.path).field(cleaning).finish());
}

FactKey text_key(const ObjectId& id, std::string_view language, const MeasureOptions& how) {
  return FactKey::of(Digester()
                         .field("text")
                         .field(facts_version())
                         .field(id.hex)
                         .field(language)
                         .field(how.code ? 1 : 0)
                         .field(how.repetition ? 1 : 0)
                         .finish());
}

FactKey outline_key(const ObjectId& id, Language language) {
  return FactKey::of(Digester()
                         .field("outline")
                         .field(facts_version())
                         .field(id.hex)
                         .field(name_of(language))
                         .field(parsers::outline_version(language))
                         .finish());
}

// The language decides the shape.
FactKey sketch_key(const ObjectId& id, std::string_view language) {
  return FactKey::of(
      Digester().field("sketch").field(facts_version()).field(id.hex).field(language).field(sketch_version()).finish());
}

template <class Bytes>
std::string hex_of(const Bytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) hex += {digits[byte >> 4U], digits[byte & 15U]};
  return hex;
}

}  // namespace

bool is_blob(const ObjectId& id, std::string_view bytes) {
  const std::string head = "blob " + std::to_string(bytes.size()) + '\0';
  return id.hex == (id.hex.size() == 40 ? hex_of(sha1({head, bytes})) : hex_of(sha256({head, bytes}).bytes));
}

std::optional<PathFacts> FactBook::path_facts(const GitEntry& entry) const {
  if (log_ == nullptr) return std::nullopt;
  const auto bytes = log_->find(path_key(entry, cleaning_));
  return bytes ? decode_path_facts(*bytes) : std::nullopt;
}

std::optional<TextFacts> FactBook::text_facts(const ObjectId& id, std::string_view language,
                                              const MeasureOptions& how) const {
  if (log_ == nullptr) return std::nullopt;
  const auto bytes = log_->find(text_key(id, language, how));
  return bytes ? decode_text_facts(*bytes) : std::nullopt;
}

std::optional<parsers::Outline> FactBook::outline(const ObjectId& id, Language language) const {
  if (log_ == nullptr) return std::nullopt;
  const auto bytes = log_->find(outline_key(id, language));
  return bytes ? decode_outline(*bytes) : std::nullopt;
}

std::optional<Sketch> FactBook::sketch(const ObjectId& id, std::string_view language) const {
  if (log_ == nullptr) return std::nullopt;
  const auto bytes = log_->find(sketch_key(id, language));
  if (!bytes) return std::nullopt;
  Result<Sketch> sketch = decode_sketch(*bytes);
  return sketch.has_value() ? std::optional(*std::move(sketch)) : std::nullopt;
}

void FactBook::keep(const GitEntry& entry, const PathFacts& facts) const {
  if (log_ != nullptr) log_->add(path_key(entry, cleaning_), encode(facts));
}

void FactBook::keep(const ObjectId& id, std::string_view language, const MeasureOptions& how,
                    const TextFacts& facts) const {
  if (log_ != nullptr) log_->add(text_key(id, language, how), encode(facts));
}

void FactBook::keep(const ObjectId& id, const parsers::Outline& outline) const {
  if (log_ != nullptr) log_->add(outline_key(id, outline.language), encode(outline));
}

void FactBook::keep(const ObjectId& id, std::string_view language, const Sketch& sketch) const {
  if (log_ != nullptr) log_->add(sketch_key(id, language), encode_sketch(sketch));
}

}  // namespace oyer::datasets::detail
