// Stacks of children that share our memory. Such a child ends in the middle of a function (killed, or by exec), and an
// AddressSanitizer that was told of that function's variables never hears that they are gone.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace oyer::sandbox::detail {

// The top of the stack, for clone(); what an earlier child left there means nothing.
template <std::size_t Size>
void* top_of_fresh_stack(unsigned char (&stack)[Size]) noexcept {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(stack, Size);
#endif
  return stack + Size;
}

}  // namespace oyer::sandbox::detail
