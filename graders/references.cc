#include "graders/references.h"

namespace oyer::graders {

Result<std::shared_ptr<const ReferenceFacts>> References::get(const Digest& key, const Learn& learn) {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = entries_[key];
    if (!slot) slot = std::make_shared<Entry>();
    entry = slot;
  }
  const std::lock_guard lock(entry->learning);
  if (entry->known) return *entry->known;
  auto facts = learn();
  if (!facts) {
    const Error::Kind kind = facts.error().kind;
    const Known known = fail(std::move(facts).error());
    if (kind == Error::Kind::invalid_input || kind == Error::Kind::unsupported) {
      entry->known = std::make_unique<Known>(known);
    }
    return known;
  }
  entry->known = std::make_unique<Known>(std::make_shared<const ReferenceFacts>(std::move(*facts)));
  return *entry->known;
}

}  // namespace oyer::graders
