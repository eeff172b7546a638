// rooms: graders runners base
// The engine's decoder, equality, comparisons and texts on bytes that a candidate may send, and the JSON reader.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "graders/detail/brief.h"
#include "graders/detail/compare.h"
#include "graders/detail/value.h"

using namespace oyer::graders::detail;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What holds for any two values.
void compare(const Value& a, const Value& b) {
  require(equal(a, b) == equal(b, a));
  require(equal_as_sets(a, b) == equal_as_sets(b, a));
  if (equal(a, b)) require(equal_within(a, b, 0.5));
  (void)all_close(a, b, 1e-7, 1e-6);
  require(is_floats(a) || !is_floats(a));
  // One whose type's name is no text is of no type at all.
  const bool named = a.tag(a.root()) == "namedtuple" || a.tag(a.root()) == "scalar";
  require(named || same_type(a, a));
  require(brief(a).size() < 1000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string all(reinterpret_cast<const char*>(data), size);
  // Four bytes of 255 may split the input into two frames; where it does not, the value meets itself.
  constexpr oyer_frame_limits limits{4096, 4096, 20000, 64};
  const std::size_t cut = all.find("\xff\xff\xff\xff");
  auto first = Value::decode(all.substr(0, cut), limits);
  if (const Value* a = std::get_if<Value>(&first)) {
    compare(*a, *a);
    if (cut != std::string::npos) {
      auto second = Value::decode(all.substr(cut + 4), limits);
      if (const Value* b = std::get_if<Value>(&second)) compare(*a, *b);
    }
  }
  if (auto value = Value::from_json(all)) compare(*value, *value);
  return 0;
}
