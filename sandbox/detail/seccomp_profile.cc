// Reads profiles: OCI seccomp JSON to SyscallProfile, refusing what is not understood. A field that is misspelt or a
// rule that contradicts another would weaken a filter in silence, so nothing is skipped.
#include <algorithm>
#include <array>
#include <map>

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "sandbox/detail/seccomp_embedded.h"
#include "sandbox/detail/seccomp_lines.h"
#include "sandbox/detail/seccomp_names.h"
#include "sandbox/detail/seccomp_rules.h"
#include "sandbox/profile.h"

namespace oyer::sandbox {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20U;
constexpr std::string_view kRoot = "/linux/seccomp";

struct OpName {
  std::string_view name;
  ArgumentRule::Op op;
};
constexpr std::array<OpName, 7> kOps = {{{"SCMP_CMP_NE", ArgumentRule::Op::ne},
                                         {"SCMP_CMP_LT", ArgumentRule::Op::lt},
                                         {"SCMP_CMP_LE", ArgumentRule::Op::le},
                                         {"SCMP_CMP_EQ", ArgumentRule::Op::eq},
                                         {"SCMP_CMP_GE", ArgumentRule::Op::ge},
                                         {"SCMP_CMP_GT", ArgumentRule::Op::gt},
                                         {"SCMP_CMP_MASKED_EQ", ArgumentRule::Op::masked_eq}}};

class Reader {
 public:
  Reader(std::string_view name, std::string_view text, bool layer)
      : name_(name), layer_(layer), lines_(detail::scan_lines(text)) {}

  Status read(const json::value& document, SyscallProfile& profile) {
    if (lines_.suspect) {
      return refuse(lines_.suspect->line, lines_.suspect->escaped
                                              ? "key \"" + lines_.suspect->key + "\" is written with an escape"
                                              : "key \"" + lines_.suspect->key + "\" stands twice; keep one");
    }
    OYER_TRY(const json::object* top, object_at(document, ""));
    OYER_TRY_STATUS(only(*top, "", {"ociVersion", "linux"}));
    OYER_TRY(const json::object* os, member_object(*top, "", "linux"));
    OYER_TRY_STATUS(only(*os, "/linux", {"seccomp"}));
    OYER_TRY(const json::object* seccomp, member_object(*os, "/linux", "seccomp"));
    OYER_TRY_STATUS(only(*seccomp, kRoot, {"defaultAction", "defaultErrnoRet", "architectures", "syscalls"}));
    OYER_TRY_STATUS(read_default(*seccomp, profile));
    OYER_TRY_STATUS(read_strings(*seccomp, kRoot, "architectures", profile.architectures));
    OYER_TRY_STATUS(read_rules(*seccomp, profile));
    return check_contradictions(profile);
  }

 private:
  using Path = std::string;

  tl::unexpected<Error> refuse(unsigned line, std::string_view what) const {
    return fail(invalid_input(name_ + ":" + std::to_string(line) + ": " + std::string(what)));
  }
  tl::unexpected<Error> refuse(std::string_view path, std::string_view what) const {
    return refuse(lines_.line_of(path), what);
  }
  static Path below(std::string_view path, std::string_view key) { return Path(path).append("/").append(key); }

  Result<const json::object*> object_at(const json::value& value, std::string_view path) const {
    const json::object* found = value.if_object();
    if (found == nullptr) return refuse(path, "an object {...} is needed here");
    return found;
  }

  Result<const json::object*> member_object(const json::object& in, std::string_view path, std::string_view key) const {
    const json::value* value = json::find(in, key);
    if (value == nullptr) return refuse(path, "\"" + std::string(key) + "\" is missing");
    return object_at(*value, below(path, key));
  }

  Result<std::string> member_string(const json::object& in, std::string_view path, std::string_view key) const {
    const json::string* found = json::find_string(in, key);
    if (found == nullptr) return refuse(below(path, key), "\"" + std::string(key) + "\" must be a string");
    return std::string(json::view(*found));
  }

  Result<std::uint64_t> member_number(const json::object& in, std::string_view path, std::string_view key) const {
    const json::value* found = json::find(in, key);
    if (found != nullptr && found->is_uint64()) return found->get_uint64();
    if (found != nullptr && found->is_int64() && found->get_int64() >= 0) {
      return static_cast<std::uint64_t>(found->get_int64());
    }
    return refuse(below(path, key), "\"" + std::string(key) + "\" must be an integer from 0 to 18446744073709551615");
  }

  Status only(const json::object& in, std::string_view path, std::initializer_list<std::string_view> known) const {
    for (const auto& member : in) {
      const std::string_view key(member.key().data(), member.key().size());
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      std::string names;
      for (const std::string_view one : known) names.append(names.empty() ? "" : ", ").append(one);
      return refuse(below(path, key), "unknown field \"" + std::string(key) + "\"; known here: " + names);
    }
    return {};
  }

  Status read_strings(const json::object& in, std::string_view path, std::string_view key,
                      std::vector<std::string>& into) const {
    const json::array* found = json::find_array(in, key);
    const Path here = below(path, key);
    if (found == nullptr || found->empty()) return refuse(here, "\"" + std::string(key) + "\" must be a list of names");
    for (std::size_t i = 0; i < found->size(); ++i) {
      const json::string* text = (*found)[i].if_string();
      if (text == nullptr) return refuse(below(here, std::to_string(i)), "a name in quotes is needed here");
      std::string name(json::view(*text));
      if (std::find(into.begin(), into.end(), name) != into.end()) {
        return refuse(below(here, std::to_string(i)), "\"" + name + "\" stands twice; keep one");
      }
      into.push_back(std::move(name));
    }
    return {};
  }

  // Reads an action and the errno that belongs to it. SCMP_ACT_ERRNO needs its errno spelled out: OCI's default,
  // EPERM, is rarely what a probing libc expects.
  Status read_action(const json::object& in, std::string_view path, std::string_view action_key,
                     std::string_view errno_key, SyscallClass& into, int& os_errno) const {
    OYER_TRY(const std::string action, member_string(in, path, action_key));
    const bool has_errno = json::find(in, errno_key) != nullptr;
    os_errno = 0;
    if (action == "SCMP_ACT_ERRNO") {
      OYER_TRY(const std::uint64_t number, member_number(in, path, errno_key));
      // The kernel would take 4095 as well; libseccomp does not.
      if (number == 0 || number > 4094) {
        return refuse(below(path, errno_key), "an errno is 1 to 4094; 0 would feign success");
      }
      into = SyscallClass::soft;
      os_errno = static_cast<int>(number);
      return {};
    }
    if (has_errno) return refuse(below(path, errno_key), "an errno belongs to SCMP_ACT_ERRNO only; remove it");
    if (action == "SCMP_ACT_ALLOW")
      into = SyscallClass::allow;
    else if (action == "SCMP_ACT_NOTIFY")
      into = SyscallClass::hard;
    else if (action == "SCMP_ACT_KILL_PROCESS")
      into = SyscallClass::kill;
    else {
      return refuse(below(path, action_key), "action \"" + action + "\" is not one of SCMP_ACT_ALLOW, " +
                                                 "SCMP_ACT_ERRNO, SCMP_ACT_NOTIFY, SCMP_ACT_KILL_PROCESS");
    }
    return {};
  }

  Status read_default(const json::object& seccomp, SyscallProfile& profile) const {
    OYER_TRY_STATUS(
        read_action(seccomp, kRoot, "defaultAction", "defaultErrnoRet", profile.default_class, profile.default_errno));
    if (layer_ && profile.default_class != SyscallClass::allow) {
      return refuse(below(kRoot, "defaultAction"),
                    "layers leave to the profile what they do not name; " + std::string("write SCMP_ACT_ALLOW"));
    }
    if (!layer_ && profile.default_class == SyscallClass::allow) {
      return refuse(below(kRoot, "defaultAction"), "profiles deny by default; write SCMP_ACT_ERRNO");
    }
    return {};
  }

  Status read_rules(const json::object& seccomp, SyscallProfile& profile) const {
    const json::array* list = json::find_array(seccomp, "syscalls");
    const Path path = below(kRoot, "syscalls");
    if (list == nullptr) return refuse(path, "\"syscalls\" must be a list of rules");
    for (std::size_t i = 0; i < list->size(); ++i) {
      OYER_TRY(SyscallRule rule, read_rule((*list)[i], below(path, std::to_string(i))));
      profile.rules.push_back(std::move(rule));
    }
    return {};
  }

  Result<SyscallRule> read_rule(const json::value& value, const Path& path) const {
    OYER_TRY(const json::object* in, object_at(value, path));
    OYER_TRY_STATUS(only(*in, path, {"comment", "names", "action", "errnoRet", "args"}));
    SyscallRule rule;
    rule.line = lines_.line_of(path);
    if (json::find(*in, "comment") != nullptr) {
      OYER_TRY(rule.comment, member_string(*in, path, "comment"));
    }
    OYER_TRY_STATUS(read_strings(*in, path, "names", rule.names));
    for (std::size_t i = 0; i < rule.names.size(); ++i) {
      if (!detail::is_syscall_name(rule.names[i])) {
        return refuse(below(below(path, "names"), std::to_string(i)),
                      "no system call is named \"" + rule.names[i] + "\"; remove it, the default denies it");
      }
    }
    OYER_TRY_STATUS(read_action(*in, path, "action", "errnoRet", rule.syscall_class, rule.os_errno));
    if (layer_ && rule.syscall_class != SyscallClass::soft) {
      return refuse(below(path, "action"), "a layer has no listener and only takes away; write SCMP_ACT_ERRNO");
    }
    OYER_TRY_STATUS(read_arguments(*in, path, rule));
    return rule;
  }

  Status read_arguments(const json::object& in, const Path& path, SyscallRule& rule) const {
    const json::value* value = json::find(in, "args");
    if (value == nullptr) return {};
    const Path here = below(path, "args");
    const json::array* list = value->if_array();
    if (list == nullptr) return refuse(here, "\"args\" must be a list of comparisons");
    for (std::size_t i = 0; i < list->size(); ++i) {
      OYER_TRY(const ArgumentRule argument, read_argument((*list)[i], below(here, std::to_string(i))));
      for (const ArgumentRule& other : rule.arguments) {
        if (other.index != argument.index) continue;
        return refuse(below(here, std::to_string(i)),
                      "argument " + std::to_string(argument.index) + " is compared twice in one rule; write two rules");
      }
      rule.arguments.push_back(argument);
    }
    return {};
  }

  Result<ArgumentRule> read_argument(const json::value& value, const Path& path) const {
    OYER_TRY(const json::object* in, object_at(value, path));
    OYER_TRY_STATUS(only(*in, path, {"index", "value", "valueTwo", "op"}));
    ArgumentRule argument;
    OYER_TRY(const std::uint64_t index, member_number(*in, path, "index"));
    if (index > 5) return refuse(path, "an argument's index is 0 to 5");
    argument.index = static_cast<unsigned>(index);
    OYER_TRY(const std::string op, member_string(*in, path, "op"));
    const auto known = std::find_if(kOps.begin(), kOps.end(), [&](const OpName& one) { return one.name == op; });
    if (known == kOps.end()) {
      return refuse(path, "comparison \"" + op + "\" is not one of SCMP_CMP_NE, _LT, _LE, _EQ, _GE, _GT, _MASKED_EQ");
    }
    argument.op = known->op;
    OYER_TRY(argument.value, member_number(*in, path, "value"));
    if (argument.op == ArgumentRule::Op::masked_eq) {
      OYER_TRY(argument.value_two, member_number(*in, path, "valueTwo"));
    } else if (json::find(*in, "valueTwo") != nullptr) {
      return refuse(path, "\"valueTwo\" belongs to SCMP_CMP_MASKED_EQ only; remove it");
    }
    if (detail::never_holds(argument)) {
      return refuse(path, "this comparison never holds; with SCMP_CMP_MASKED_EQ \"value\" is the mask and " +
                              std::string("\"valueTwo\" what is left of the argument under it"));
    }
    return argument;
  }

  // Two rules of one call must not answer differently to the same arguments, and one rule without arguments leaves
  // nothing to any other: libseccomp would keep one of them, and a reader could not tell which.
  Status check_contradictions(const SyscallProfile& profile) const {
    std::map<std::string_view, std::vector<const SyscallRule*>> by_name;
    for (const SyscallRule& rule : profile.rules) {
      for (const std::string& name : rule.names) {
        std::vector<const SyscallRule*>& earlier = by_name[name];
        for (const SyscallRule* other : earlier) OYER_TRY_STATUS(check_pair(name, *other, rule));
        earlier.push_back(&rule);
      }
    }
    return {};
  }

  static bool compares_order(const SyscallRule& rule) {
    return std::any_of(rule.arguments.begin(), rule.arguments.end(), [](const ArgumentRule& argument) {
      using Op = ArgumentRule::Op;
      return argument.op == Op::lt || argument.op == Op::le || argument.op == Op::ge || argument.op == Op::gt;
    });
  }

  // The second check is for libseccomp 2.5.4, which went into an endless recursion while it merged such rules.
  Status check_pair(std::string_view name, const SyscallRule& first, const SyscallRule& second) const {
    const std::string where = "line " + std::to_string(first.line);
    if (first.arguments.empty() || second.arguments.empty()) {
      return refuse(second.line, std::string(name) + " already has a rule at " + where +
                                     ", and one of the two has no args; give both args or keep one");
    }
    if (first.arguments.size() > 1 && second.arguments.size() > 1 &&
        (compares_order(first) || compares_order(second))) {
      return refuse(second.line, std::string(name) + " has this rule and the one at " + where +
                                     ", both with several args, and a comparison by order (LT, LE, GE, GT) in them: "
                                     "libseccomp may never come to an end with these; compare one argument a rule, or "
                                     "by EQ, NE and MASKED_EQ");
    }
    const bool same = first.syscall_class == second.syscall_class && first.os_errno == second.os_errno;
    if (!same && detail::overlap(first, second)) {
      return refuse(second.line, std::string(name) + " can match this rule and the one at " + where +
                                     ", which answers otherwise; make their args exclude each other");
    }
    return {};
  }

  std::string name_;
  bool layer_;
  detail::JsonLines lines_;
};

// Boost's message ends in the byte offset; people look for a line.
Error syntax_error(std::string_view name, std::string_view text, const Error& error) {
  std::size_t offset = 0;
  if (const std::size_t at = error.what.find("byte "); at != std::string::npos) {
    for (std::size_t i = at + 5; i < error.what.size() && error.what[i] >= '0' && error.what[i] <= '9'; ++i) {
      offset = offset * 10 + static_cast<std::size_t>(error.what[i] - '0');
    }
  }
  return invalid_input(std::string(name) + ":" + std::to_string(detail::line_at(text, offset)) + ": " + error.what);
}

}  // namespace

std::string_view name_of(SyscallClass syscall_class) noexcept {
  switch (syscall_class) {
    case SyscallClass::allow: return "allow";
    case SyscallClass::soft: return "soft";
    case SyscallClass::hard: return "hard";
    case SyscallClass::kill: return "kill";
  }
  return "unknown";
}

namespace {

Result<SyscallProfile> parse(std::string_view name, std::string_view text, bool layer) {
  if (text.size() > kMostBytes) return fail(invalid_input(std::string(name) + ": a profile has at most 1 MiB"));
  const Result<json::value> document = json::parse(text);
  if (!document) return fail(syntax_error(name, text, document.error()));
  SyscallProfile profile;
  profile.name = std::filesystem::path(name).stem().string();
  profile.digest = to_string(sha256(text));
  OYER_TRY_STATUS(Reader(name, text, layer).read(*document, profile));
  return profile;
}

}  // namespace

Result<SyscallProfile> parse_profile(std::string_view name, std::string_view text) { return parse(name, text, false); }

Result<SyscallProfile> parse_layer(std::string_view name, std::string_view text) { return parse(name, text, true); }

Result<SyscallProfile> load_profile(const std::filesystem::path& path) {
  OYER_TRY(const std::string text, read_file(path, kMostBytes));
  return parse_profile(path.string(), text);
}

std::vector<std::string_view> embedded_profile_names() {
  std::vector<std::string_view> names;
  for (const detail::EmbeddedProfile& one : detail::embedded_profiles()) names.push_back(one.name);
  return names;
}

Result<SyscallProfile> embedded_profile(std::string_view name) {
  std::string names;
  for (const detail::EmbeddedProfile& one : detail::embedded_profiles()) {
    if (one.name == name) return parse_profile(std::string(one.name) + ".json", one.text);
    names.append(names.empty() ? "" : ", ").append(one.name);
  }
  return fail(not_found("no system-call profile is named \"" + std::string(name) + "\"; built in: " + names));
}

Result<SyscallProfile> embedded_layer(std::string_view name) {
  for (const detail::EmbeddedProfile& one : detail::embedded_layers()) {
    if (one.name == name) return parse_layer(std::string(one.name) + ".json", one.text);
  }
  return fail(not_found("no layer of system-call profiles is named \"" + std::string(name) + "\""));
}

}  // namespace oyer::sandbox
