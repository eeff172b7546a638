#include "base/digest.h"

#include <gtest/gtest.h>

namespace oyer {
namespace {

// FIPS 180-4 example messages and the empty one.
TEST(Digest, agrees_with_the_published_vectors) {
  EXPECT_EQ(to_string(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_string(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_string(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(to_string(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, of_pieces_is_the_digest_of_what_they_make_together) {
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256("abc"));
  const std::array<std::uint8_t, 20> abc = {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
                                            0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d};
  EXPECT_EQ(sha1({"a", "", "bc"}), abc);
}

TEST(Digest, of_fields_is_the_digest_of_their_lengths_and_bytes) {
  using namespace std::string_literals;
  EXPECT_EQ(Digester().field("ab").field("").field(std::uint64_t{10}).finish(),
            sha256("\x02\0\0\0\0\0\0\0ab"s + "\0\0\0\0\0\0\0\0"s + "\x02\0\0\0\0\0\0\0"s + "10"));
}

TEST(Digest, fields_do_not_collide_by_concatenation) {
  const Digest ab_c = Digester().field("ab").field("c").finish();
  EXPECT_NE(ab_c, Digester().field("a").field("bc").finish());
  EXPECT_NE(ab_c, Digester().field("abc").finish());
  EXPECT_NE(ab_c, Digester().field("ab").field("c").field("").finish());
  EXPECT_EQ(ab_c, Digester().field("ab").field("c").finish());
}

}  // namespace
}  // namespace oyer
