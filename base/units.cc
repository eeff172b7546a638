#include "base/units.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace oyer {
namespace {

struct Unit {
  std::string_view suffix;
  double factor;
};

// Splits "1.5GiB" into 1.5 and the factor of "GiB"; an empty suffix takes the first unit of the table.
template <std::size_t N>
bool parse_quantity(std::string_view text, const Unit (&units)[N], double& value) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number) || number < 0) return false;
  const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units) {
    if (suffix == unit.suffix) {
      value = number * unit.factor;
      return value < 9.0e18;
    }
  }
  return false;
}

std::string print(const char* format, double value, const char* unit) {
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, format, value, unit);
  return buffer;
}

}  // namespace

Result<Bytes> parse_bytes(std::string_view text) {
  static constexpr Unit units[] = {{"", 1},      {"B", 1},        {"kB", 1e3},       {"MB", 1e6},
                                   {"GB", 1e9},  {"KiB", 1024.},  {"MiB", 1048576.}, {"GiB", 1073741824.},
                                   {"K", 1024.}, {"M", 1048576.}, {"G", 1073741824.}};
  double value = 0;
  if (!parse_quantity(text, units, value)) {
    return fail(invalid_input("'" + std::string(text) + "' is not a size; write for example 256MiB, 1GiB or 4096"));
  }
  return Bytes{static_cast<std::uint64_t>(value)};
}

Result<Nanos> parse_duration(std::string_view text) {
  static constexpr Unit units[] = {{"", 1e9}, {"s", 1e9},  {"ms", 1e6},  {"us", 1e3},
                                   {"ns", 1}, {"m", 60e9}, {"h", 3600e9}};
  double value = 0;
  if (!parse_quantity(text, units, value)) {
    return fail(invalid_input("'" + std::string(text) + "' is not a duration; write for example 2s, 250ms or 1.5"));
  }
  return Nanos(static_cast<std::int64_t>(value));
}

std::string to_string(Bytes bytes) {
  const auto count = static_cast<double>(bytes.count);
  if (bytes.count < 1024) return print("%.0f %s", count, "B");
  const char* units[] = {"KiB", "MiB", "GiB", "TiB"};
  double value = count / 1024;
  std::size_t i = 0;
  while (value >= 1024 && i + 1 < std::size(units)) value /= 1024, ++i;
  return print(value == std::floor(value) ? "%.0f %s" : "%.1f %s", value, units[i]);
}

std::string to_string(Nanos duration) {
  const auto ns = static_cast<double>(duration.count());
  if (ns >= 1e9) return print("%.2f %s", ns / 1e9, "s");
  if (ns >= 1e6) return print("%.0f %s", ns / 1e6, "ms");
  return print("%.0f %s", ns / 1e3, "us");
}

}  // namespace oyer
