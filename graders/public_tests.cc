#include "graders/public_tests.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace oyer::graders {
namespace {

using datasets::CasesShape;
using datasets::FunctionShape;
using datasets::StdioShape;
using datasets::Visibility;

// Calls visit(place, group, test) with each test that is run unless it is asked to be left out.
template <class Shape, class Visit>
void for_each_test(Shape& shape, Visit visit) {
  std::uint32_t place = 0;
  if constexpr (std::is_same_v<std::remove_const_t<Shape>, FunctionShape>) {
    for (auto& test : shape.tests) {
      if (!test.challenge) visit(place++, std::string("tests"), test);
    }
  } else if constexpr (std::is_same_v<std::remove_const_t<Shape>, CasesShape>) {
    for (auto& test : shape.cases) visit(place++, test.group, test);
  } else {
    for (auto& test : shape.tests) visit(place++, test.group, test);
  }
}

bool is_evalplus(const datasets::Task& task) { return task.benchmark == "humaneval+" || task.benchmark == "mbpp+"; }

template <class Tests>
void keep_public(Tests& tests) {
  std::erase_if(tests, [](const auto& test) { return test.visibility != Visibility::public_test; });
}

}  // namespace

Result<PublicTests> parse_public_tests(std::string_view text) {
  if (text == "declared") return PublicTests(AsDeclared{});
  if (text.starts_with("group:") && text.size() > 6) return PublicTests(GroupOfTests{std::string(text.substr(6))});
  if (text.starts_with("first:")) {
    FirstTests first;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 6, end, first.count);
    if (error == std::errc() && stop == end && first.count > 0) return PublicTests(first);
  }
  return fail(
      invalid_input("'" + std::string(text) + "' is no choice of public tests: give declared, first:N or group:NAME"));
}

std::string name_of(const PublicTests& choice) {
  if (const auto* first = std::get_if<FirstTests>(&choice)) return "first:" + std::to_string(first->count);
  if (const auto* group = std::get_if<GroupOfTests>(&choice)) return "group:" + group->name;
  return "declared";
}

Result<datasets::Task> with_public_tests(datasets::Task task, const PublicTests& choice) {
  std::uint32_t shown = 0, hidden = 0;
  const auto is_public = [&](std::uint32_t place, const std::string& group, Visibility declared) {
    if (const auto* first = std::get_if<FirstTests>(&choice)) return place < first->count;
    if (const auto* named = std::get_if<GroupOfTests>(&choice)) return group == named->name;
    return declared == Visibility::public_test || (is_evalplus(task) && group == "base");
  };
  std::visit(
      [&](auto& shape) {
        for_each_test(shape, [&](std::uint32_t place, const std::string& group, auto& test) {
          const bool is = is_public(place, group, test.visibility);
          test.visibility = is ? Visibility::public_test : Visibility::private_test;
          ++(is ? shown : hidden);
        });
      },
      task.shape);
  const std::string remedy = "; choose with --public-tests first:N or group:NAME, or leave the task out";
  if (shown == 0) {
    return fail(invalid_input("task " + task.id + " has no public test, of which feedback is made" + remedy));
  }
  if (hidden == 0) {
    return fail(invalid_input("task " + task.id + " has no private test, which alone can earn a reward" + remedy));
  }
  return task;
}

datasets::Task public_part(const datasets::Task& task) {
  datasets::Task part = task;
  if (auto* function = std::get_if<FunctionShape>(&part.shape)) keep_public(function->tests);
  if (auto* cases = std::get_if<CasesShape>(&part.shape)) keep_public(cases->cases);
  if (auto* stdio = std::get_if<StdioShape>(&part.shape)) keep_public(stdio->tests);
  part.extra.clear();  // fields that are not ours may hold anything
  return part;
}

}  // namespace oyer::graders
