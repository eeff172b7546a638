#include "sandbox/detail/seccomp_lint.h"

#include "sandbox/detail/seccomp_names.h"

namespace oyer::sandbox::detail {
namespace {

// Past the last number of any call Linux has; the tables have holes.
constexpr int kPastNumbers = 1024;

std::string at(const SyscallProfile& profile, const SyscallRule& rule) {
  return profile.name + ".json:" + std::to_string(rule.line) + ": ";
}

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

Result<std::set<std::string>> parse_dangerous(std::string_view text) {
  std::set<std::string> names;
  unsigned line = 0;
  while (!text.empty()) {
    ++line;
    const std::size_t end = text.find('\n');
    const std::string name(trimmed(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (name.empty()) continue;
    const std::string where = "dangerous.txt:" + std::to_string(line) + ": ";
    if (!is_syscall_name(name)) return fail(invalid_input(where + "no system call is named \"" + name + "\""));
    if (!names.insert(name).second) return fail(invalid_input(where + "\"" + name + "\" stands twice; keep one"));
  }
  return names;
}

std::vector<std::string> lint(const SyscallProfile& profile, const std::set<std::string>& dangerous) {
  std::vector<std::string> breaches;
  std::set<std::string, std::less<>> named;
  for (const SyscallRule& rule : profile.rules) {
    if (rule.comment.empty()) breaches.push_back(at(profile, rule) + "a rule without a comment; say why");
    for (const std::string& name : rule.names) {
      named.insert(name);
      if (rule.syscall_class != SyscallClass::allow || !dangerous.contains(name)) continue;
      if (rule.comment.empty()) breaches.push_back(at(profile, rule) + name + " is dangerous; say why it is allowed");
      if (rule.arguments.empty()) breaches.push_back(at(profile, rule) + name + " is dangerous; narrow it with args");
    }
  }
  for (int number = 0; number < kPastNumbers; ++number) {
    const std::optional<std::string> name = name_of_number(native_arch(), number);
    if (name && !named.contains(*name)) breaches.push_back(profile.name + ".json: no rule names " + *name);
  }
  return breaches;
}

}  // namespace oyer::sandbox::detail
