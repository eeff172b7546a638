// Digest: SHA-256, the identity of everything Oyer stores (sources, tests, limits, toolchains, rules).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace oyer {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

// 64 lower-case hexadecimal digits.
std::string to_string(const Digest& digest);

// The first 64 bits, for what has to be chosen by a hash.
std::uint64_t leading_bits(const Digest& digest) noexcept;

Digest sha256(std::string_view bytes);

// Of the pieces, one after the other without anything between them. SHA-1 is git's name for things, never ours.
Digest sha256(std::initializer_list<std::string_view> pieces);
std::array<std::uint8_t, 20> sha1(std::initializer_list<std::string_view> pieces);

// Digests a sequence of fields so that no two different sequences collide by concatenation: each field is preceded
// by its length as 8 little-endian bytes. Not thread safe.
class Digester {
 public:
  Digester();
  ~Digester();
  Digester(const Digester&) = delete;
  Digester& operator=(const Digester&) = delete;
  Digester& field(std::string_view bytes);
  Digester& field(std::uint64_t number);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oyer
