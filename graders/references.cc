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

Digest References::calibration_of(const Digest& key) const {
  return Digester().field("calibration").field(host_).field(to_string(key)).finish();
}

Result<ReferenceCost> References::cost(const Digest& key, const Learn& learn) {
  const Digest calibration = calibration_of(key);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = costs_.find(calibration); known != costs_.end()) return known->second;
  }
  OYER_TRY(const auto facts, get(key, learn));
  const std::lock_guard lock(mutex_);
  const auto [at, added] = costs_.try_emplace(calibration, ReferenceCost{facts->cpu, facts->memory});
  if (added) learned_.emplace_back(*at);
  return at->second;
}

void References::know(const Digest& calibration, const ReferenceCost& cost) {
  const std::lock_guard lock(mutex_);
  costs_.insert_or_assign(calibration, cost);
}

std::vector<std::pair<Digest, ReferenceCost>> References::take_learned() {
  const std::lock_guard lock(mutex_);
  return std::exchange(learned_, {});
}

}  // namespace oyer::graders
