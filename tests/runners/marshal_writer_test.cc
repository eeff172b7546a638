// Against the reader that counts: CPython's own marshal.loads.
#include "runners/detail/marshal_writer.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <limits>
#include <string>

#include "tests/support/python.h"

namespace oyer::runners::detail {
namespace {

// What the interpreter's ascii() says of the value.
std::string ascii_in(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(c));
    hex += two;
  }
  return test::run_python("import marshal, sys; print(ascii(marshal.loads(bytes.fromhex(sys.argv[1]))))", {hex}).out;
}

TEST(Marshal, cpython_reads_every_value_as_it_was) {
  json::object object;
  object["text"] = "caf\xC3\xA9";
  object["mended"] = "a\xFFz";
  object["small"] = -7;
  object["wide"] = std::uint64_t{0xFFFFFFFFFFFFFFFFU};
  object["least"] = std::numeric_limits<std::int64_t>::min();
  object["edge"] = json::array{2147483647, std::int64_t{2147483648}, std::int64_t{-2147483648}, 0};
  object["real"] = 0.1;
  object["flags"] = json::array{true, false, nullptr};
  object["empty"] = json::array{json::object{}, json::array{}, ""};
  EXPECT_EQ(ascii_in(marshal(object)),
            "{'text': 'caf\\xe9', 'mended': 'a\\ufffdz', 'small': -7, 'wide': 18446744073709551615, "
            "'least': -9223372036854775808, 'edge': [2147483647, 2147483648, -2147483648, 0], 'real': 0.1, "
            "'flags': [True, False, None], 'empty': [{}, [], '']}\n");
}

}  // namespace
}  // namespace oyer::runners::detail
