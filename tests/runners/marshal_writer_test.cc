// Against the reader that counts: CPython's own marshal.loads, in every interpreter this host has.
#include "runners/detail/marshal_writer.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "runners/python.h"

namespace oyer::runners::detail {
namespace {

// What the interpreter's repr says of the value.
std::string repr_in(const std::filesystem::path& python, const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(c));
    hex += two;
  }
  const std::string command =
      python.string() + " -I -c \"import marshal; print(ascii(marshal.loads(bytes.fromhex('" + hex + "'))))\"";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  for (int c = 0; pipe != nullptr && (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
  if (pipe != nullptr) ::pclose(pipe);
  return out;
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
  int read = 0;
  for (const PythonFinding& one : list_pythons()) {
    if (!one.interpreter) continue;
    ++read;
    EXPECT_EQ(repr_in(one.interpreter->executable, marshal(object)),
              "{'text': 'caf\\xe9', 'mended': 'a\\ufffdz', 'small': -7, 'wide': 18446744073709551615, "
              "'least': -9223372036854775808, 'edge': [2147483647, 2147483648, -2147483648, 0], 'real': 0.1, "
              "'flags': [True, False, None], 'empty': [{}, [], '']}\n")
        << one.path;
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace oyer::runners::detail
