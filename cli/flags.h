// Flags: how one flag with a value is put on a command, and the readers that several commands share.
#pragma once

#include <charconv>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/result.h"
#include "base/units.h"

namespace oyer::cli {

// Reads one number of [least, most] and nothing behind it.
template <class Number>
Result<Number> parse_number(std::string_view text, Number least, Number most) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
    if (most == std::numeric_limits<Number>::max()) {
      return fail(invalid_input(fmt::format("'{}' is not a number of {} or more", text, least)));
    }
    return fail(invalid_input(fmt::format("'{}' is not a number from {} to {}", text, least, most)));
  }
  return number;
}

// A number of [least, most] with or without a fraction, and nothing behind it.
inline Result<double> parse_real(std::string_view text, double least, double most) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number >= least && number <= most)) {
    return fail(invalid_input(fmt::format("'{}' is not a number from {} to {}", text, least, most)));
  }
  return number;
}

inline Result<unsigned> parse_jobs(std::string_view text) { return parse_number<unsigned>(text, 1, 1024); }
inline Result<std::uint64_t> parse_whole(std::string_view text) {
  return parse_number<std::uint64_t>(text, 0, std::numeric_limits<std::uint64_t>::max());
}
inline Result<Bytes> parse_size(std::string_view text) {
  OYER_TRY(const Bytes size, parse_bytes(text));
  if (size.count == 0) return fail(invalid_input("a limit of 0 bytes leaves nothing to run in"));
  return size;
}

// One flag with a value: `parse` turns its text into the target.
template <class Target, class Parse>
CLI::Option* value_flag(CLI::App& app, const std::string& name, const char* type, Target& target, Parse parse,
                        const std::string& help) {
  const auto take = [&target, parse, name](const std::string& text) {
    auto parsed = parse(std::string_view(text));
    if (!parsed.has_value()) throw CLI::ValidationError(name.substr(0, name.find(',')), parsed.error().what);
    target = std::move(*parsed);
  };
  return app.add_option_function<std::string>(name, take, help)->type_name(type);
}

inline Result<std::string> as_text(std::string_view text) {
  if (text.empty()) return fail(invalid_input("an empty name was given"));
  return std::string(text);
}

inline void add_json(CLI::App& app, bool& json, const std::string& help) { app.add_flag("--json", json, help); }

}  // namespace oyer::cli
