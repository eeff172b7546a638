// rooms: sandbox base
// Programs of any bytes: the evaluator ends, reads nothing outside the call, and gives the same answer twice.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "sandbox/detail/bpf_eval.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer::sandbox;
  detail::SeccompData call;
  const std::size_t head = std::min(size, sizeof call);
  if (head > 0) std::memcpy(static_cast<void*>(&call), data, head);
  std::vector<BpfInstruction> program((size - head) / sizeof(BpfInstruction));
  if (!program.empty()) std::memcpy(program.data(), data + head, program.size() * sizeof(BpfInstruction));
  const auto first = detail::evaluate(program, call);
  const auto second = detail::evaluate(program, call);
  if (first.has_value() != second.has_value() || (first && *first != *second)) std::abort();
  return 0;
}
