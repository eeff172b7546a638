#include "parsers/detail/mutator.h"

#include <charconv>

namespace oyer::parsers::detail {
namespace {

// The neighbours of a number that is written in decimal digits, and 0. Empty for other texts.
std::vector<std::string> neighbours_of(std::string_view number) {
  constexpr std::size_t most_digits = 18;  // fits 64 bits with room
  const bool decimal = !number.empty() && number.size() <= most_digits &&
                       std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
                       (number.size() == 1 || number.front() != '0');
  if (!decimal) return {};
  std::uint64_t value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  if (value == 0) return {"1", "(-1)"};
  if (value == 1) return {"2", "0"};
  return {std::to_string(value + 1), std::to_string(value - 1), "0"};
}

}  // namespace

void Drafts::replace(MutationOperator kind, std::uint32_t node, std::string replacement) {
  const Span& span = tree_[node].span;
  if (span.byte_begin >= span.byte_end || tree_.text_of(node) == replacement) return;
  made_.push_back({kind, span, std::move(replacement)});
}

void Drafts::swap(std::uint32_t list, std::uint32_t first, std::uint32_t second) {
  if (tree_.text_of(first) == tree_.text_of(second)) return;
  const Span whole = tree_[list].span, a = tree_[first].span, b = tree_[second].span;
  const auto part = [&](std::uint32_t begin, std::uint32_t end) {
    return std::string(tree_.text.substr(begin, end - begin));
  };
  replace(MutationOperator::swap, list,
          part(whole.byte_begin, a.byte_begin) + part(b.byte_begin, b.byte_end) + part(a.byte_end, b.byte_begin) +
              part(a.byte_begin, a.byte_end) + part(b.byte_end, whole.byte_end));
}

void Drafts::replace_number(std::uint32_t node) {
  const std::string number(tree_.text_of(node));
  auto others = neighbours_of(number);
  if (others.empty()) others = {"(" + number + " + 1)", "(" + number + " - 1)"};
  for (std::string& other : others) replace(MutationOperator::constant, node, std::move(other));
}

std::string_view operator_of_assignment(std::string_view token) noexcept {
  return token.size() >= 2 && token.back() == '=' ? token.substr(0, token.size() - 1) : std::string_view();
}

}  // namespace oyer::parsers::detail
