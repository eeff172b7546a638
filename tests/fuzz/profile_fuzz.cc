// rooms: sandbox base
// Profile files of any bytes: refused with a line, or read into rules that libseccomp compiles, and then tree and
// linear chain answer alike.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sandbox/detail/bpf_eval.h"
#include "sandbox/profile.h"

namespace {

using namespace oyer::sandbox;

void require(bool condition) {
  if (!condition) std::abort();
}

void compare(const SyscallProfile& profile) {
  const auto tree = compile(profile, {true, true});
  const auto chain = compile(profile, {true, false});
  require(tree.has_value() == chain.has_value());
  if (!tree) return;
  for (int number = 0; number < 480; ++number) {
    detail::SeccompData call{number, 0xC000003E, 0, {}};
    for (std::uint64_t& argument : call.arguments) argument = static_cast<std::uint64_t>(number) * 0x100000001ULL;
    const auto a = detail::evaluate(tree->code, call);
    const auto b = detail::evaluate(chain->code, call);
    require(a.has_value() && b.has_value() && *a == *b);
    require(detail::outcome_of(*a).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto profile = parse_profile("fuzz.json", text);
  if (profile) {
    compare(*profile);
  } else {
    require(profile.error().kind == oyer::Error::Kind::invalid_input);
    require(profile.error().what.starts_with("fuzz.json:"));
  }
  return 0;
}
