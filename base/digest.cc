#include "base/digest.h"

#include <openssl/evp.h>

#include "base/error.h"

namespace oyer {
namespace {

void digest_pieces(const EVP_MD* kind, std::initializer_list<std::string_view> pieces, std::uint8_t* into) {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  OYER_CHECK(context != nullptr && EVP_DigestInit_ex(context.get(), kind, nullptr) == 1);
  for (const std::string_view piece : pieces) {
    OYER_CHECK(EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1);
  }
  OYER_CHECK(EVP_DigestFinal_ex(context.get(), into, nullptr) == 1);
}

}  // namespace

struct Digester::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Digester::Digester() : state_(std::make_unique<State>()) {
  OYER_CHECK(state_->context != nullptr && EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}

Digester::~Digester() = default;

Digester& Digester::field(std::string_view bytes) {
  std::uint8_t length[8];
  for (unsigned i = 0; i < 8; ++i) length[i] = static_cast<std::uint8_t>(std::uint64_t{bytes.size()} >> (8 * i));
  OYER_CHECK(EVP_DigestUpdate(state_->context, length, sizeof length) == 1);
  OYER_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
  return *this;
}

Digester& Digester::field(std::uint64_t number) { return field(std::to_string(number)); }

Digest Digester::finish() {
  Digest digest;
  OYER_CHECK(EVP_DigestFinal_ex(state_->context, digest.bytes.data(), nullptr) == 1);
  return digest;
}

std::uint64_t leading_bits(const Digest& digest) noexcept {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i) bits = bits << 8U | digest.bytes[i];
  return bits;
}

Digest sha256(std::string_view bytes) {
  Digest digest;
  OYER_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.bytes.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return digest;
}

Digest sha256(std::initializer_list<std::string_view> pieces) {
  Digest digest;
  digest_pieces(EVP_sha256(), pieces, digest.bytes.data());
  return digest;
}

std::array<std::uint8_t, 20> sha1(std::initializer_list<std::string_view> pieces) {
  std::array<std::uint8_t, 20> bytes{};
  digest_pieces(EVP_sha1(), pieces, bytes.data());
  return bytes;
}

std::string to_string(const Digest& digest) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (const std::uint8_t byte : digest.bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace oyer
