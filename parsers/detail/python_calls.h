// PythonCalls: mutations of what a Python program passes around: calls and their arguments, places in sequences, what a
// loop goes over, parameters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/detail/mutator.h"

namespace oyer::parsers::detail {

// The text of an expression as it can stand beside an operator.
std::string grouped(const TokenTree& tree, std::uint32_t i);

class PythonCalls {
 public:
  PythonCalls(const TokenTree& tree, Drafts& drafts);
  // Drafts the mutations of one node, where it is of this kind.
  void visit(std::uint32_t i);

 private:
  void call(std::uint32_t i);
  void unwrap(std::uint32_t i, std::uint32_t function, std::uint32_t list, const std::vector<std::uint32_t>& plain);
  void iteration(std::uint32_t loop);
  void variable(std::uint32_t i);
  const std::vector<std::string_view>& parameters_around(std::uint32_t i);
  void beside(std::uint32_t i);
  void subscript(std::uint32_t i);
  void slice(std::uint32_t i);

  const TokenTree& tree_;
  Drafts& drafts_;
  std::vector<std::uint32_t> function_of_;  // by node: the innermost function that holds it
  std::uint32_t function_ = kNoToken;
  std::vector<std::string_view> names_;  // parameters of `function_`
};

}  // namespace oyer::parsers::detail
