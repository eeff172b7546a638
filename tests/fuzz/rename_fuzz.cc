// rooms: parsers base
// A program whose own names were replaced differs from what it was in these names and in nothing else, whatever the
// text.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "parsers/names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer;
  constexpr std::size_t most = 1U << 16U;  // longer texts are only slower
  if (size > most) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::map<std::string, std::string> names;
  for (const std::string& name : parsers::own_names(Language::python, text)) {
    names[name] = "zq" + std::to_string(names.size()) + "_";
    if (text.find(names[name]) != std::string::npos) return 0;
  }
  std::string renamed = parsers::rename(Language::python, text, names);
  for (const auto& [name, fresh] : names) {
    std::size_t at = renamed.find(fresh);
    if (at == std::string::npos) std::abort();
    for (; at != std::string::npos; at = renamed.find(fresh, at + name.size())) renamed.replace(at, fresh.size(), name);
  }
  if (renamed != text) std::abort();
  return 0;
}
