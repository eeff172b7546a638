#include "sandbox/detail/seccomp_rules.h"

#include <array>
#include <limits>

namespace oyer::sandbox::detail {
namespace {

using Op = ArgumentRule::Op;
constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

// A comparison other than masked_eq is at most two intervals, bounds included.
struct Interval {
  std::uint64_t least = 1;
  std::uint64_t most = 0;  // empty when below least
  bool empty() const noexcept { return least > most; }
};

std::array<Interval, 2> intervals(const ArgumentRule& rule) noexcept {
  const std::uint64_t v = rule.value;
  const Interval below = v == 0 ? Interval{} : Interval{0, v - 1};
  const Interval above = v == kMost ? Interval{} : Interval{v + 1, kMost};
  switch (rule.op) {
    case Op::ne: return {below, above};
    case Op::lt: return {below, Interval{}};
    case Op::le: return {Interval{0, v}, Interval{}};
    case Op::eq: return {Interval{v, v}, Interval{}};
    case Op::ge: return {Interval{v, kMost}, Interval{}};
    case Op::gt: return {above, Interval{}};
    case Op::masked_eq: break;
  }
  return {};
}

// The smallest x >= least with (x & mask) == value, if there is one. Where `least` itself does not fit, x leaves it
// at some bit that is 0 in `least` and 1 in x: as low as possible, above it equal, below it as small as allowed.
std::optional<std::uint64_t> smallest_masked(std::uint64_t least, std::uint64_t mask, std::uint64_t value) noexcept {
  if ((least & mask) == value) return least;
  for (unsigned bit = 0; bit < 64; ++bit) {
    const std::uint64_t one = std::uint64_t{1} << bit;
    if ((least & one) != 0 || ((mask & one) != 0 && (value & one) == 0)) continue;
    const std::uint64_t above = ~(one | (one - 1));
    if ((least & above & mask) != (value & above)) continue;
    return (least & above) | one | (value & (one - 1));
  }
  return std::nullopt;
}

bool masked_meets(const ArgumentRule& masked, const Interval& interval) noexcept {
  if (interval.empty()) return false;
  const auto first = smallest_masked(interval.least, masked.value, masked.value_two);
  return first && *first <= interval.most;
}

}  // namespace

bool holds(const ArgumentRule& rule, std::uint64_t argument) noexcept {
  switch (rule.op) {
    case Op::ne: return argument != rule.value;
    case Op::lt: return argument < rule.value;
    case Op::le: return argument <= rule.value;
    case Op::eq: return argument == rule.value;
    case Op::ge: return argument >= rule.value;
    case Op::gt: return argument > rule.value;
    case Op::masked_eq: return (argument & rule.value) == rule.value_two;
  }
  return false;
}

bool never_holds(const ArgumentRule& rule) noexcept {
  if (rule.op == Op::masked_eq) return (rule.value_two & ~rule.value) != 0;
  const auto [low, high] = intervals(rule);
  return low.empty() && high.empty();
}

bool can_hold_together(const ArgumentRule& a, const ArgumentRule& b) noexcept {
  if (never_holds(a) || never_holds(b)) return false;
  if (a.op == Op::masked_eq && b.op == Op::masked_eq) {
    return ((a.value_two ^ b.value_two) & a.value & b.value) == 0;
  }
  if (a.op == Op::masked_eq || b.op == Op::masked_eq) {
    const ArgumentRule& masked = a.op == Op::masked_eq ? a : b;
    const auto [low, high] = intervals(a.op == Op::masked_eq ? b : a);
    return masked_meets(masked, low) || masked_meets(masked, high);
  }
  for (const Interval& x : intervals(a)) {
    for (const Interval& y : intervals(b)) {
      if (!x.empty() && !y.empty() && x.least <= y.most && y.least <= x.most) return true;
    }
  }
  return false;
}

bool overlap(const SyscallRule& a, const SyscallRule& b) noexcept {
  for (const ArgumentRule& x : a.arguments) {
    for (const ArgumentRule& y : b.arguments) {
      if (x.index == y.index && !can_hold_together(x, y)) return false;
    }
  }
  return true;
}

}  // namespace oyer::sandbox::detail
