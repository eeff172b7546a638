#include "graders/detail/compare.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "base/utf8.h"

namespace oyer::graders::detail {

namespace {

// ---- atoms --------------------------------------------------------------------------------------------------------
// An atom's key is a text that equals another atom's key exactly when Python calls the two equal; no key at all means
// that it equals nothing (NaN, opaque objects, tags that no encoder of ours makes).

using Key = std::optional<std::string>;

// What a value is to ==. Values of different families are never equal.
enum class Family { never, atom, number, list, tuple, deque, slice, set, dict, items, array };

template <class T>
void put(std::string& key, const T& number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// Sign and least digits of a float that is whole, as an Integer has them.
std::string whole_key(double real) {
  constexpr double edge = 9223372036854775808.0;
  std::string key = "i";
  if (real >= -edge && real < edge) {
    put(key, static_cast<std::int64_t>(real));
    return key;
  }
  int exponent = 0;
  auto mantissa = static_cast<unsigned __int128>(std::ldexp(std::frexp(std::fabs(real), &exponent), 53));
  int shift = exponent - 53;
  key += real < 0 ? "-" : "+";
  for (; shift >= 15; shift -= 15) key.append(2, '\0');
  mantissa <<= static_cast<unsigned>(shift);
  for (; mantissa != 0; mantissa >>= 15U) put(key, static_cast<std::uint16_t>(mantissa & 0x7fffU));
  return key;
}

std::string integer_key(const Integer& integer) {
  std::string key = "i";
  if (integer.big) {
    key += integer.negative ? "-" : "+";
    key += integer.digits;
  } else {
    put(key, integer.small);
  }
  return key;
}

Key real_key(double real) {
  if (std::isnan(real)) return std::nullopt;
  if (std::isfinite(real) && std::trunc(real) == real) return whole_key(real);
  std::string key = "f";
  put(key, real);
  return key;
}

Key complex_key(double real, double imaginary) {
  if (imaginary == 0) return real_key(real);
  if (std::isnan(real) || std::isnan(imaginary)) return std::nullopt;
  std::string key = "c";
  put(key, real + 0.0);  // -0.0 becomes 0.0
  put(key, imaginary);
  return key;
}

const std::string ratio_prefix = "q";

// Numerator and denominator, of which the second is positive and not 1. A float where it is one exactly: its
// denominator is a power of two, and the numerator, odd by then, fits a float's 53 bits.
Key ratio_key(const Integer& numerator, const Integer& denominator) {
  if (!numerator.big && !denominator.big) {
    const std::int64_t q = denominator.small;
    if ((q & (q - 1)) == 0 && std::abs(numerator.small) <= (std::int64_t{1} << 53U)) {
      return real_key(static_cast<double>(numerator.small) / static_cast<double>(q));
    }
  }
  return ratio_prefix + to_decimal(numerator) + "/" + to_decimal(denominator);
}

bool is_integer(const Value& v, Index i) { return v.kind(i) == Kind::integer || v.kind(i) == Kind::boolean; }

Key fraction_key(const Value& v, std::span<const Index> items) {
  if (items.size() != 2 || !is_integer(v, items[0]) || !is_integer(v, items[1])) return std::nullopt;
  Integer p = v.integer(items[0]), q = v.integer(items[1]);
  if (q.big ? q.negative : q.small <= 0) return std::nullopt;
  if (!p.big && !q.big && p.small != INT64_MIN) {
    const std::int64_t common = std::gcd(p.small, q.small);
    p.small /= common;
    q.small /= common;
  }
  return !q.big && q.small == 1 ? integer_key(p) : ratio_key(p, q);
}

// Decimal digits with a point before the last `-exponent` of them, both without zeros at the end.
// A Decimal is compared with numbers of other types up to 4000 digits; beyond, only with Decimals.
constexpr std::size_t most_decimal_digits = 4000;

Key decimal_key(bool negative, std::string digits, std::int64_t exponent) {
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return integer_key(Integer{});
  const std::string sign = negative ? "-" : "";
  const auto size = static_cast<std::int64_t>(digits.size());
  if (exponent >= 0 && exponent + size <= static_cast<std::int64_t>(most_decimal_digits)) {
    const auto whole = Value::from_json(sign + digits + std::string(static_cast<std::size_t>(exponent), '0'));
    return whole ? Key(integer_key(whole->integer(whole->root()))) : std::nullopt;
  }
  if (exponent < 0 && size <= 800 && exponent > -1100) {
    // Exactly a float, when the nearest float, written out to its last digit, has these digits.
    const double nearest = std::strtod((sign + digits + "e" + std::to_string(exponent)).c_str(), nullptr);
    char exact[2200];
    std::snprintf(exact, sizeof exact, "%.1100f", std::fabs(nearest));
    std::string shown(exact);
    shown.erase(shown.find_last_not_of('0') + 1);
    const std::size_t point = shown.find('.');
    const auto behind_point = static_cast<std::int64_t>(shown.size() - point - 1);
    shown.erase(point, 1);
    shown.erase(0, shown.find_first_not_of('0'));
    if (shown == digits && behind_point == -exponent) return real_key(nearest);
  }
  if (exponent < 0 && exponent >= -18 && size <= 18) {
    std::int64_t p = std::stoll(digits), q = 1;
    for (std::int64_t i = exponent; i < 0; ++i) q *= 10;
    const std::int64_t common = std::gcd(p, q);
    return ratio_prefix + sign + std::to_string(p / common) + "/" + std::to_string(q / common);
  }
  return "d" + sign + digits + "e" + std::to_string(exponent);
}

Key decimal_key(const Value& v, std::span<const Index> items) {
  if (items.size() != 3 || !is_integer(v, items[0]) || v.kind(items[1]) != Kind::bytes) return std::nullopt;
  const bool negative = v.integer(items[0]) != Integer{};
  if (v.kind(items[2]) == Kind::text) {
    return v.string(items[2]) == "F" ? real_key(negative ? -HUGE_VAL : HUGE_VAL) : std::nullopt;  // else a NaN
  }
  if (v.kind(items[2]) != Kind::integer || v.integer(items[2]).big) return std::nullopt;
  std::string digits;
  for (const char c : v.string(items[1])) {
    if (c < 0 || c > 9) return std::nullopt;
    digits.push_back(static_cast<char>('0' + c));
  }
  const std::int64_t exponent = v.integer(items[2]).small;
  if (std::abs(exponent) > 2000000000) return std::nullopt;
  return decimal_key(negative, std::move(digits), exponent);
}

Index plain_of(const Value& v, Index i) {
  // A numpy scalar is, to ==, the Python number that it holds.
  while (v.tag(i) == "scalar" && v.items(i).size() == 3) i = v.items(i)[2];
  return i;
}

Key number_key(const Value& v, Index i) {
  i = plain_of(v, i);
  switch (v.kind(i)) {
    case Kind::boolean:
    case Kind::integer: return integer_key(v.integer(i));
    case Kind::real: return real_key(v.real(i));
    case Kind::complex: return complex_key(v.real(i), v.imaginary(i));
    case Kind::tagged:
      if (v.tag(i) == "Decimal") return decimal_key(v, v.items(i));
      if (v.tag(i) == "Fraction") return fraction_key(v, v.items(i));
      return std::nullopt;
    default: return std::nullopt;
  }
}

// Whole numbers of a date or a time, as 64-bit numbers; nullopt when they are something else.
std::optional<std::vector<std::int64_t>> numbers(const Value& v, std::span<const Index> items) {
  std::vector<std::int64_t> result;
  for (const Index i : items) {
    if (v.kind(i) != Kind::integer || v.integer(i).big || std::abs(v.integer(i).small) > (std::int64_t{1} << 40U)) {
      return std::nullopt;
    }
    result.push_back(v.integer(i).small);
  }
  return result;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible date algorithms").
std::int64_t days_from_civil(std::int64_t y, std::int64_t m, std::int64_t d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
  const std::int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

// Moments with an offset are equal when they are the same instant, without one when all fields are, and a moment
// with one never equals a moment without. `fold` does not count. `date`: the first three items are year, month, day.
Key moment_key(const Value& v, std::span<const Index> items, bool date) {
  const std::size_t fields = date ? 7 : 4;
  if (items.size() != fields + 2) return std::nullopt;
  const auto told = numbers(v, items.first(fields));
  if (!told) return std::nullopt;
  const auto* at = told->data() + (date ? 3 : 0);
  __int128 micros = static_cast<__int128>(at[0] * 3600 + at[1] * 60 + at[2]) * 1000000 + at[3];
  constexpr __int128 day = static_cast<__int128>(86400) * 1000000;
  if (date) micros += days_from_civil((*told)[0], (*told)[1], (*told)[2]) * day;
  std::string key = date ? "datetime" : "time";
  const Index offset = items[fields + 1];
  if (v.kind(offset) == Kind::tuple) {
    const auto shift = numbers(v, v.children(offset));
    if (!shift || shift->size() != 3) return std::nullopt;
    micros -= (*shift)[0] * day + static_cast<__int128>((*shift)[1]) * 1000000 + (*shift)[2];
    key += "+";
  } else if (v.kind(offset) != Kind::none) {
    return std::nullopt;
  }
  put(key, micros);
  return key;
}

struct Range {
  std::int64_t start = 0, step = 1, count = 0;
};

std::optional<Range> range_of(const Value& v, std::span<const Index> items) {
  const auto told = numbers(v, items);
  if (!told || told->size() != 3 || (*told)[2] == 0) return std::nullopt;
  const std::int64_t start = (*told)[0], stop = (*told)[1], step = (*told)[2];
  const std::int64_t span = step > 0 ? stop - start : start - stop;
  return Range{start, step, span > 0 ? (span - 1) / std::abs(step) + 1 : 0};
}

Key range_key(const Value& v, std::span<const Index> items) {
  const auto range = range_of(v, items);
  if (!range) return std::nullopt;
  std::string key = "range";
  put(key, range->count);
  if (range->count > 0) put(key, range->start);
  if (range->count > 1) put(key, range->step);
  return key;
}

Key tagged_key(const Value& v, Index i) {
  const std::string_view tag = v.tag(i);
  const auto items = v.items(i);
  if (tag == "range") return range_key(v, items);
  if (tag == "datetime") return moment_key(v, items, true);
  if (tag == "time") return moment_key(v, items, false);
  if (tag == "date" || tag == "timedelta") {
    const auto told = numbers(v, items);
    if (!told || told->size() != 3) return std::nullopt;
    std::string key(tag);
    for (const std::int64_t number : *told) put(key, number);
    return key;
  }
  if (tag == "Ellipsis" || tag == "NotImplemented") return "." + std::string(tag);
  if (tag == "digest" && items.size() == 2 && v.kind(items[0]) == Kind::text && is_integer(v, items[1])) {
    // Of a value too large to cross, by its canonical bytes; so NaN inside it equals itself.
    return "digest" + std::string(v.string(items[0])) + integer_key(v.integer(items[1]));
  }
  if (tag == "type" && items.size() == 1 && v.kind(items[0]) == Kind::text) {
    return "type" + std::string(v.string(items[0]));
  }
  if (tag == "bytearray" || tag == "memoryview") {
    if (items.size() != 1 || v.kind(items[0]) != Kind::bytes) return std::nullopt;
    return "b" + std::string(v.string(items[0]));
  }
  return std::nullopt;
}

Key atom_key(const Value& v, Index i) {
  switch (v.kind(i)) {
    case Kind::none: return "N";
    case Kind::text: return "s" + std::string(v.string(i));
    case Kind::bytes: return "b" + std::string(v.string(i));
    case Kind::tagged: return tagged_key(v, i);
    default: return std::nullopt;
  }
}

// ---- families and parts -------------------------------------------------------------------------------------------

Family family_of_tag(std::string_view tag) {
  static const std::unordered_map<std::string_view, Family> families = {
      {"Decimal", Family::number},   {"Fraction", Family::number},     {"scalar", Family::number},
      {"range", Family::atom},       {"datetime", Family::atom},       {"date", Family::atom},
      {"time", Family::atom},        {"timedelta", Family::atom},      {"type", Family::atom},
      {"Ellipsis", Family::atom},    {"NotImplemented", Family::atom}, {"bytearray", Family::atom},
      {"memoryview", Family::atom},  {"digest", Family::atom},         {"namedtuple", Family::tuple},
      {"deque", Family::deque},      {"slice", Family::slice},         {"dict_keys", Family::set},
      {"dict_items", Family::items}, {"Counter", Family::dict},        {"OrderedDict", Family::dict},
      {"defaultdict", Family::dict}, {"ndarray", Family::array},       {"array", Family::array}};
  const auto found = families.find(tag);
  return found == families.end() ? Family::never : found->second;
}

Family family_of(const Value& v, Index i) {
  switch (v.kind(i)) {
    case Kind::none:
    case Kind::text:
    case Kind::bytes: return Family::atom;
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::complex: return Family::number;
    case Kind::list: return Family::list;
    case Kind::tuple: return Family::tuple;
    case Kind::set:
    case Kind::frozenset: return Family::set;
    case Kind::dict: return Family::dict;
    case Kind::tagged: break;
  }
  return family_of_tag(v.tag(i));
}

using Parts = std::optional<std::span<const Index>>;

// The children of the `place`-th item of a tagged value, which must be a tuple.
Parts tuple_item(const Value& v, Index i, std::size_t place) {
  const auto items = v.items(i);
  if (place >= items.size() || v.kind(items[place]) != Kind::tuple) return std::nullopt;
  return v.children(items[place]);
}

// Members in order of a list, tuple, set, deque, slice, or keys view; nullopt where a tag is malformed.
Parts members_of(const Value& v, Index i) {
  if (v.kind(i) != Kind::tagged) return v.children(i);
  const std::string_view tag = v.tag(i);
  if (tag == "namedtuple") return tuple_item(v, i, 2);
  if (tag == "slice") return v.items(i).size() == 3 ? Parts(v.items(i)) : std::nullopt;
  return tuple_item(v, i, 0);
}

// Key, value, key, value, ... of whatever is a dict or an items view.
Parts pairs_of(const Value& v, Index i) {
  const Parts parts =
      v.kind(i) == Kind::dict ? Parts(v.children(i)) : tuple_item(v, i, v.tag(i) == "defaultdict" ? 1 : 0);
  return parts && parts->size() % 2 == 0 ? parts : std::nullopt;
}

// ---- hashed places ------------------------------------------------------------------------------------------------
// Two hashable values get the same number exactly when they are equal. Since children stand before their parents, one
// pass over a value numbers everything in it. 0: unhashable.

class Numbering {
 public:
  std::uint32_t number(const Key& key) {
    if (!key) return next_++;  // equal to nothing
    const auto [at, added] = known_.try_emplace(*key, next_);
    if (added) ++next_;
    return at->second;
  }

  std::vector<std::uint32_t> all_of(const Value& v) {
    std::vector<std::uint32_t> numbers(v.size(), 0);
    for (Index i = 0; i < v.size(); ++i) numbers[i] = one(v, i, numbers);
    return numbers;
  }

 private:
  std::uint32_t one(const Value& v, Index i, const std::vector<std::uint32_t>& numbers) {
    switch (family_of(v, i)) {
      case Family::never: return v.tag(i) == "dict_values" ? 0 : next_++;
      case Family::atom: return v.tag(i) == "bytearray" || v.tag(i) == "digest" ? 0 : number(atom_key(v, i));
      case Family::number: return number(number_key(v, i));
      case Family::tuple: return group("t", members_of(v, i), numbers, false);
      case Family::set: return v.kind(i) == Kind::frozenset ? group("z", v.children(i), numbers, true) : 0;
      default: return 0;
    }
  }

  std::uint32_t group(std::string key, const Parts& parts, const std::vector<std::uint32_t>& numbers, bool unordered) {
    if (!parts) return next_++;
    std::vector<std::uint32_t> of_parts;
    for (const Index part : *parts) {
      if (numbers[part] == 0) return 0;
      of_parts.push_back(numbers[part]);
    }
    if (unordered) {
      std::sort(of_parts.begin(), of_parts.end());
      of_parts.erase(std::unique(of_parts.begin(), of_parts.end()), of_parts.end());
    }
    for (const std::uint32_t part : of_parts) put(key, part);
    return number(key);
  }

  std::unordered_map<std::string, std::uint32_t> known_;
  std::uint32_t next_ = 1;
};

// The key of a tuple of two.
Key pair_key(std::uint32_t first, std::uint32_t second) {
  std::string key = "t";
  put(key, first);
  put(key, second);
  return key;
}

// ---- numpy arrays -------------------------------------------------------------------------------------------------

template <class T>
void spread(std::string_view bytes, std::vector<double>& numbers) {
  for (std::size_t i = 0; i + sizeof(T) <= bytes.size(); i += sizeof(T)) {
    T one;
    std::memcpy(&one, bytes.data() + i, sizeof one);
    numbers.push_back(static_cast<double>(one));
  }
}

// The elements of an array of real numbers in this machine's byte order; nullopt for other arrays.
std::optional<std::vector<double>> elements_of(const Value& v, Index i) {
  const auto items = v.items(i);
  if (v.tag(i) != "ndarray" || items.size() != 3 || v.kind(items[0]) != Kind::text || v.kind(items[2]) != Kind::bytes) {
    return std::nullopt;
  }
  const std::string_view type = v.string(items[0]), bytes = v.string(items[2]);
  std::vector<double> numbers;
  if (type == "<f8")
    spread<double>(bytes, numbers);
  else if (type == "<f4")
    spread<float>(bytes, numbers);
  else if (type == "<i8")
    spread<std::int64_t>(bytes, numbers);
  else if (type == "<i4")
    spread<std::int32_t>(bytes, numbers);
  else if (type == "<i2")
    spread<std::int16_t>(bytes, numbers);
  else if (type == "|i1")
    spread<std::int8_t>(bytes, numbers);
  else if (type == "<u8")
    spread<std::uint64_t>(bytes, numbers);
  else if (type == "<u4")
    spread<std::uint32_t>(bytes, numbers);
  else if (type == "<u2")
    spread<std::uint16_t>(bytes, numbers);
  else if (type == "|u1" || type == "|b1")
    spread<std::uint8_t>(bytes, numbers);
  else
    return std::nullopt;
  return numbers;
}

// Arrays are equal when their types, shapes and all elements are (numpy.array_equal); array.array by type and bytes.
bool equal_arrays(const Value& a, Index ia, const Value& b, Index ib) {
  const auto left = a.items(ia), right = b.items(ib);
  if (a.tag(ia) != b.tag(ib) || left.size() != right.size() || left.empty()) return false;
  if (a.kind(left[0]) != Kind::text || b.kind(right[0]) != Kind::text) return false;
  if (a.string(left[0]) != b.string(right[0])) return false;
  if (a.kind(left.back()) != Kind::bytes || b.kind(right.back()) != Kind::bytes) return false;
  if (left.size() == 3) {
    if (a.kind(left[1]) != Kind::tuple || b.kind(right[1]) != Kind::tuple) return false;
    if (numbers(a, a.children(left[1])) != numbers(b, b.children(right[1]))) return false;
  }
  const auto x = elements_of(a, ia), y = elements_of(b, ib);
  if (x && y && a.string(left[0])[1] == 'f') return *x == *y;
  return a.string(left.back()) == b.string(right.back());
}

// ---- equality -----------------------------------------------------------------------------------------------------

class Comparison {
 public:
  Comparison(const Value& a, const Value& b, double atol) : a_(a), b_(b), atol_(atol) {}

  bool run() {
    work_.emplace_back(a_.root(), b_.root());
    while (!work_.empty()) {
      const auto [ia, ib] = work_.back();
      work_.pop_back();
      if (!same(ia, ib)) return false;
    }
    return true;
  }

 private:
  bool same(Index ia, Index ib) {
    const Family family = family_of(a_, ia), other = family_of(b_, ib);
    if (family == Family::items && other == Family::set) return items_are_set(a_, ia, of_a_, b_, ib, of_b_);
    if (family == Family::set && other == Family::items) return items_are_set(b_, ib, of_b_, a_, ia, of_a_);
    if (family != other) return false;
    switch (family) {
      case Family::never: return false;
      case Family::atom: return same_atom(ia, ib);
      case Family::number: return same_number_at(ia, ib);
      case Family::list:
      case Family::tuple:
      case Family::deque:
      case Family::slice: return same_order(ia, ib);
      case Family::set: return same_set(ia, ib);
      case Family::dict:
      case Family::items: return same_dict(ia, ib);
      case Family::array: return equal_arrays(a_, ia, b_, ib);
    }
    return false;
  }

  bool same_atom(Index ia, Index ib) {
    const Kind kind = a_.kind(ia);
    if (kind == b_.kind(ib) && kind != Kind::tagged) return kind == Kind::none || a_.string(ia) == b_.string(ib);
    const Key left = atom_key(a_, ia);
    return left && left == atom_key(b_, ib);
  }

  bool same_number_at(Index ia, Index ib) {
    ia = plain_of(a_, ia);
    ib = plain_of(b_, ib);
    const bool left_whole = is_integer(a_, ia), right_whole = is_integer(b_, ib);
    if (left_whole && right_whole) return a_.integer(ia) == b_.integer(ib);
    if (atol_ > 0 && within(ia, ib)) return true;
    if (left_whole && b_.kind(ib) == Kind::real) return same_number(a_.integer(ia), b_.real(ib));
    if (right_whole && a_.kind(ia) == Kind::real) return same_number(b_.integer(ib), a_.real(ia));
    if (a_.kind(ia) == Kind::real && b_.kind(ib) == Kind::real) return a_.real(ia) == b_.real(ib);
    const Key left = number_key(a_, ia);
    return left && left == number_key(b_, ib);
  }

  bool within(Index ia, Index ib) {
    const auto number = [](const Value& v, Index i) -> std::optional<std::complex<double>> {
      if (v.kind(i) == Kind::complex) return std::complex<double>(v.real(i), v.imaginary(i));
      const auto real = as_double(v, i);
      return real ? std::optional<std::complex<double>>(*real) : std::nullopt;
    };
    const auto left = number(a_, ia), right = number(b_, ib);
    return left && right && std::abs(*left - *right) <= atol_;
  }

  bool same_order(Index ia, Index ib) {
    const Parts left = members_of(a_, ia), right = members_of(b_, ib);
    if (!left || !right || left->size() != right->size()) return false;
    // Pushed from the back, so that the first difference is found first.
    for (std::size_t i = left->size(); i-- > 0;) work_.emplace_back((*left)[i], (*right)[i]);
    return true;
  }

  void number_all() {
    if (!of_a_.empty()) return;
    of_a_ = numbering_.all_of(a_);
    of_b_ = numbering_.all_of(b_);
    zero_ = numbering_.number(integer_key(Integer{}));
  }

  // An items view is a set of pairs to every set.
  bool items_are_set(const Value& v, Index i, const std::vector<std::uint32_t>& of_v, const Value& set, Index is,
                     const std::vector<std::uint32_t>& of_set) {
    number_all();
    const auto pairs = entries(v, i, of_v);
    const auto members = member_numbers(set, is, of_set);
    if (!pairs || !members || pairs->size() != members->size()) return false;
    return std::all_of(pairs->begin(), pairs->end(), [&](const Entry& entry) {
      const std::uint32_t value = of_v[entry.value];
      if (value == 0) return false;
      return std::binary_search(members->begin(), members->end(), numbering_.number(pair_key(entry.key, value)));
    });
  }

  // Numbers of the members, sorted and unique; nullopt where one is unhashable.
  static std::optional<std::vector<std::uint32_t>> member_numbers(const Value& v, Index i,
                                                                  const std::vector<std::uint32_t>& numbers) {
    const Parts parts = members_of(v, i);
    if (!parts) return std::nullopt;
    std::vector<std::uint32_t> result;
    for (const Index part : *parts) result.push_back(numbers[part]);
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    if (!result.empty() && result.front() == 0) return std::nullopt;
    return result;
  }

  bool same_set(Index ia, Index ib) {
    number_all();
    const auto left = member_numbers(a_, ia, of_a_), right = member_numbers(b_, ib, of_b_);
    return left && left == right;
  }

  struct Entry {
    std::uint32_t key = 0;
    Index value = 0;
  };

  // In order of insertion; of equal keys the first place and the last value stand.
  static std::optional<std::vector<Entry>> entries(const Value& v, Index i, const std::vector<std::uint32_t>& numbers) {
    const Parts pairs = pairs_of(v, i);
    if (!pairs) return std::nullopt;
    std::vector<Entry> result;
    std::unordered_map<std::uint32_t, std::size_t> place;
    for (std::size_t p = 0; p < pairs->size(); p += 2) {
      const std::uint32_t key = numbers[(*pairs)[p]];
      if (key == 0) return std::nullopt;
      const auto [at, added] = place.try_emplace(key, result.size());
      if (added)
        result.push_back({key, (*pairs)[p + 1]});
      else
        result[at->second].value = (*pairs)[p + 1];
    }
    return result;
  }

  bool same_dict(Index ia, Index ib) {
    number_all();
    auto left = entries(a_, ia, of_a_), right = entries(b_, ib, of_b_);
    if (!left || !right) return false;
    const bool counters = a_.tag(ia) == "Counter" && b_.tag(ib) == "Counter";
    if (counters) {
      std::erase_if(*left, [this](const Entry& entry) { return of_a_[entry.value] == zero_; });
      std::erase_if(*right, [this](const Entry& entry) { return of_b_[entry.value] == zero_; });
    }
    if (left->size() != right->size()) return false;
    if (!(a_.tag(ia) == "OrderedDict" && b_.tag(ib) == "OrderedDict")) {
      const auto by_key = [](const Entry& x, const Entry& y) { return x.key < y.key; };
      std::sort(left->begin(), left->end(), by_key);
      std::sort(right->begin(), right->end(), by_key);
    }
    for (std::size_t i = 0; i < left->size(); ++i) {
      if ((*left)[i].key != (*right)[i].key) return false;
      work_.emplace_back((*left)[i].value, (*right)[i].value);
    }
    return true;
  }

  const Value& a_;
  const Value& b_;
  double atol_;
  std::vector<std::pair<Index, Index>> work_;
  std::vector<std::uint32_t> of_a_, of_b_;
  std::uint32_t zero_ = 0;
  Numbering numbering_;
};

// ---- sets of whatever can be iterated -----------------------------------------------------------------------------

// Numbers of what iterating gives; nullopt where Python would raise.
class Iterated {
 public:
  explicit Iterated(Numbering& numbering) : numbering_(numbering) {}

  std::optional<std::vector<std::uint32_t>> set_of(const Value& v) {
    const auto numbers = numbering_.all_of(v);
    if (!fill(v, v.root(), numbers)) return std::nullopt;
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    if (!found_.empty() && found_.front() == 0) return std::nullopt;
    return std::move(found_);
  }

 private:
  bool fill(const Value& v, Index i, const std::vector<std::uint32_t>& numbers) {
    switch (v.kind(i)) {
      case Kind::text: return characters(v.string(i));
      case Kind::bytes: return octets(v.string(i));
      case Kind::list:
      case Kind::tuple:
      case Kind::set:
      case Kind::frozenset: return parts(v.children(i), numbers, 1);
      case Kind::dict: return parts(v.children(i), numbers, 2);
      case Kind::tagged: return tagged(v, i, numbers);
      default: return false;
    }
  }

  bool parts(const Parts& all, const std::vector<std::uint32_t>& numbers, std::size_t step) {
    if (!all) return false;
    for (std::size_t p = 0; p < all->size(); p += step) found_.push_back(numbers[(*all)[p]]);
    return true;
  }

  bool tagged(const Value& v, Index i, const std::vector<std::uint32_t>& numbers) {
    const std::string_view tag = v.tag(i);
    if (tag == "namedtuple" || tag == "deque" || tag == "dict_keys" || tag == "dict_values") {
      return parts(tag == "dict_values" ? tuple_item(v, i, 0) : members_of(v, i), numbers, 1);
    }
    if (tag == "Counter" || tag == "OrderedDict" || tag == "defaultdict") return parts(pairs_of(v, i), numbers, 2);
    if (tag == "iterator") {
      const auto items = v.items(i);
      const bool whole = items.size() == 3 && v.kind(items[1]) == Kind::text && v.string(items[1]) == "end";
      return whole && parts(tuple_item(v, i, 0), numbers, 1);
    }
    if (tag == "range") return range(v, v.items(i));
    if (tag == "dict_items") return pairs(v, i, numbers);
    if ((tag == "bytearray" || tag == "memoryview") && tagged_key(v, i)) return octets(v.string(v.items(i)[0]));
    return false;
  }

  bool pairs(const Value& v, Index i, const std::vector<std::uint32_t>& numbers) {
    const Parts all = pairs_of(v, i);
    if (!all) return false;
    for (std::size_t p = 0; p < all->size(); p += 2) {
      const std::uint32_t key = numbers[(*all)[p]], value = numbers[(*all)[p + 1]];
      found_.push_back(value == 0 ? 0 : numbering_.number(pair_key(key, value)));
    }
    return true;
  }

  bool range(const Value& v, std::span<const Index> items) {
    const auto told = range_of(v, items);
    if (!told) return false;
    for (std::int64_t i = 0; i < told->count; ++i) {
      Integer integer;
      integer.small = told->start + i * told->step;
      found_.push_back(numbering_.number(integer_key(integer)));
    }
    return true;
  }

  bool characters(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      std::size_t size = utf8_sequence(text, at);
      if (size == 0) size = std::min<std::size_t>(3, text.size() - at);  // a lone surrogate
      found_.push_back(numbering_.number("s" + std::string(text.substr(at, size))));
      at += size;
    }
    return true;
  }

  bool octets(std::string_view bytes) {
    for (const char c : bytes) {
      Integer integer;
      integer.small = static_cast<unsigned char>(c);
      found_.push_back(numbering_.number(integer_key(integer)));
    }
    return true;
  }

  Numbering& numbering_;
  std::vector<std::uint32_t> found_;
};

std::optional<Range> root_range(const Value& v) {
  return v.tag(v.root()) == "range" ? range_of(v, v.items(v.root())) : std::nullopt;
}

bool same_elements(const Range& a, const Range& b) {
  const auto lowest = [](const Range& range) {
    return std::min(range.start, range.start + (range.count - 1) * range.step);
  };
  if (a.count != b.count || a.count == 0) return a.count == b.count;
  return lowest(a) == lowest(b) && (a.count == 1 || std::abs(a.step) == std::abs(b.step));
}

// What is no range iterates over parts of its own, or over the characters of one text.
std::int64_t most_elements(const Value& v) {
  std::size_t most = v.size();
  for (Index i = 0; i < v.size(); ++i) {
    if (v.kind(i) == Kind::text || v.kind(i) == Kind::bytes) most = std::max(most, v.string(i).size());
  }
  return static_cast<std::int64_t>(most);
}

// ---- numpy.allclose -----------------------------------------------------------------------------------------------

struct Grid {
  std::vector<std::size_t> shape;
  bool objects = false;  // elements that numpy holds as Python objects: nothing is close to them
  std::vector<std::complex<double>> elements;
};

bool is_sequence(const Value& v, Index i) {
  const Kind kind = v.kind(i);
  return kind == Kind::list || kind == Kind::tuple || v.tag(i) == "namedtuple";
}

// Numbers as numpy.array would hold them: as floats, unless there are only whole numbers of which one fits no 64-bit
// type. Text makes an array of text, for which isclose raises.
std::optional<Grid> with_numbers(const Value& v, std::vector<Index> leaves, Grid grid) {
  bool floats = false, above_all = false;
  for (Index& leaf : leaves) {
    leaf = plain_of(v, leaf);
    const Kind kind = v.kind(leaf);
    if (kind == Kind::text || kind == Kind::bytes) return std::nullopt;
    if (kind == Kind::real || kind == Kind::complex) {
      floats = true;
    } else if (is_integer(v, leaf)) {
      const Integer whole = v.integer(leaf);
      const auto size = to_double(whole);
      if (whole.big && (whole.negative || !size || *size >= 18446744073709551616.0)) above_all = true;
      if (!size) grid.objects = true;
    } else {
      grid.objects = true;
    }
  }
  if (above_all && !floats) grid.objects = true;
  if (grid.objects) return grid;
  for (const Index leaf : leaves) {
    if (v.kind(leaf) == Kind::complex)
      grid.elements.emplace_back(v.real(leaf), v.imaginary(leaf));
    else
      grid.elements.emplace_back(*as_double(v, leaf));
  }
  return grid;
}

std::optional<Grid> grid_of(const Value& v) {
  if (v.tag(v.root()) == "ndarray") {
    const auto elements = elements_of(v, v.root());
    const auto shape = elements && v.kind(v.items(v.root())[1]) == Kind::tuple
                           ? numbers(v, v.children(v.items(v.root())[1]))
                           : std::nullopt;
    if (!shape) return std::nullopt;
    Grid grid;
    std::size_t size = 1;
    for (const std::int64_t n : *shape) {
      if (n < 0 || (n > 0 && size > elements->size() / static_cast<std::size_t>(n))) return std::nullopt;
      size *= static_cast<std::size_t>(n);
      grid.shape.push_back(static_cast<std::size_t>(n));
    }
    grid.elements.assign(elements->begin(), elements->end());
    return size == elements->size() ? std::optional(grid) : std::nullopt;
  }
  // Level by level: all nodes of one level are sequences of one length, or none is a sequence.
  constexpr std::size_t most_dimensions = 32;
  Grid grid;
  std::vector<Index> level{v.root()};
  while (!level.empty() && is_sequence(v, level.front())) {
    const Parts first = members_of(v, level.front());
    if (!first || grid.shape.size() == most_dimensions) return std::nullopt;
    grid.shape.push_back(first->size());
    std::vector<Index> below;
    for (const Index i : level) {
      const Parts parts = is_sequence(v, i) ? members_of(v, i) : std::nullopt;
      if (!parts || parts->size() != first->size() || below.size() > frame_limits.nodes) return std::nullopt;
      below.insert(below.end(), parts->begin(), parts->end());
    }
    level = std::move(below);
  }
  for (const Index i : level) {
    if (is_sequence(v, i)) return std::nullopt;
  }
  return with_numbers(v, std::move(level), std::move(grid));
}

bool close(std::complex<double> x, std::complex<double> y, double rtol, double atol) {
  if (x == y) return true;
  if (!std::isfinite(y.real()) || !std::isfinite(y.imag())) return false;
  return std::abs(x - y) <= atol + rtol * std::abs(y);
}

// Step of each dimension of `shape` within a broadcast result of `dimensions` dimensions; 0 where it is repeated.
std::vector<std::size_t> steps(const std::vector<std::size_t>& shape, std::size_t dimensions) {
  std::vector<std::size_t> result(dimensions, 0);
  std::size_t step = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    result[dimensions - shape.size() + d] = shape[d] == 1 ? 0 : step;
    step *= shape[d];
  }
  return result;
}

bool grids_close(const Grid& a, const Grid& b, double rtol, double atol) {
  const std::size_t dimensions = std::max(a.shape.size(), b.shape.size());
  std::vector<std::size_t> shape(dimensions, 1);
  std::size_t total = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const auto extent = [d, dimensions](const std::vector<std::size_t>& s) {
      const std::size_t missing = dimensions - s.size();
      return d < missing ? std::size_t{1} : s[d - missing];
    };
    const std::size_t x = extent(a.shape), y = extent(b.shape);
    if (x != y && x != 1 && y != 1) return false;
    shape[d] = x == 1 ? y : x;
    total *= shape[d];
    if (total > 8 * frame_limits.nodes) return false;
  }
  if (b.objects) return false;  // isfinite raises
  if (total == 0) return true;
  if (a.objects) return false;
  const auto step_a = steps(a.shape, dimensions), step_b = steps(b.shape, dimensions);
  std::vector<std::size_t> place(dimensions, 0);
  for (std::size_t n = 0; n < total; ++n) {
    const std::size_t at_a = std::inner_product(place.begin(), place.end(), step_a.begin(), std::size_t{0});
    const std::size_t at_b = std::inner_product(place.begin(), place.end(), step_b.begin(), std::size_t{0});
    if (!close(a.elements[at_a], b.elements[at_b], rtol, atol)) return false;
    for (std::size_t d = dimensions; d-- > 0;) {
      if (++place[d] < shape[d]) break;
      place[d] = 0;
    }
  }
  return true;
}

}  // namespace

bool equal(const Value& a, const Value& b) { return Comparison(a, b, 0).run(); }
bool equal_within(const Value& a, const Value& b, double atol) { return Comparison(a, b, atol).run(); }

bool equal_as_sets(const Value& a, const Value& b) {
  // A range is a few bytes and holds billions: it is counted first, and gone through only where the other holds as
  // many.
  const auto range_a = root_range(a), range_b = root_range(b);
  if (range_a && range_b) return same_elements(*range_a, *range_b);
  if (range_a && range_a->count > most_elements(b)) return false;
  if (range_b && range_b->count > most_elements(a)) return false;
  Numbering numbering;
  const auto left = Iterated(numbering).set_of(a);
  return left && left == Iterated(numbering).set_of(b);
}

bool all_close(const Value& a, const Value& b, double rtol, double atol) {
  const auto left = grid_of(a), right = grid_of(b);
  return left && right && grids_close(*left, *right, rtol, atol);
}

bool is_floats(const Value& value) {
  const auto is_float = [&value](Index i) {
    if (value.tag(i) == "scalar" && value.items(i).size() == 3 && value.kind(value.items(i)[0]) == Kind::text) {
      return value.string(value.items(i)[0]) == "<f8";  // numpy.float64 is a float
    }
    return value.kind(i) == Kind::real;
  };
  const Index root = value.root();
  if (!is_sequence(value, root)) return is_float(root);
  const Parts parts = members_of(value, root);
  return parts && !parts->empty() && std::all_of(parts->begin(), parts->end(), is_float);
}

bool same_type(const Value& a, const Value& b) {
  const Index ia = a.root(), ib = b.root();
  if (a.kind(ia) != b.kind(ib) || a.tag(ia) != b.tag(ib)) return false;
  if (a.tag(ia) != "scalar" && a.tag(ia) != "namedtuple") return true;
  const auto left = a.items(ia), right = b.items(ib);
  return !left.empty() && !right.empty() && a.kind(left[0]) == Kind::text && b.kind(right[0]) == Kind::text &&
         a.string(left[0]) == b.string(right[0]);
}

std::optional<double> as_double(const Value& value, Index i) {
  i = plain_of(value, i);
  if (value.kind(i) == Kind::real) return value.real(i);
  if (is_integer(value, i)) return to_double(value.integer(i));
  return std::nullopt;
}

}  // namespace oyer::graders::detail
