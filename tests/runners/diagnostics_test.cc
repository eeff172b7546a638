#include "runners/diagnostics.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace oyer::runners {
namespace {

std::string trim(std::string_view raw) { return trim_diagnostics(raw, "main.cpp"); }

TEST(TrimDiagnostics, keeps_an_error_with_its_function_and_its_source_lines) {
  EXPECT_EQ(trim("main.cpp: In function ‘int main()’:\n"
                 "main.cpp:2:10: error: ‘x’ was not declared in this scope\n"
                 "    2 |   return x;\n"
                 "      |          ^\n"),
            "main.cpp: In function ‘int main()’:\n"
            "main.cpp:2:10: error: ‘x’ was not declared in this scope\n"
            "    2 |   return x;\n"
            "      |          ^\n");
}

TEST(TrimDiagnostics, leaves_out_notes_warnings_and_include_chains_and_counts_them) {
  EXPECT_EQ(trim("main.cpp:1:5: warning: unused variable ‘y’ [-Wunused-variable]\n"
                 "    1 | int y;\n"
                 "      |     ^\n"
                 "main.cpp:3:7: error: no matching function for call to ‘sort(std::vector<int>&)’\n"
                 "    3 |   sort(v);\n"
                 "      |   ~~~~^~~\n"
                 "In file included from /usr/include/c++/12/algorithm:61,\n"
                 "                 from main.cpp:1:\n"
                 "/usr/include/c++/12/bits/stl_algo.h:4810:5: note: candidate: ‘void std::sort(_RAIter, _RAIter)’\n"
                 " 4810 |     sort(_RandomAccessIterator __first, _RandomAccessIterator __last)\n"
                 "      |     ^~~~\n"
                 "main.cpp:3:7: note:   candidate expects 2 arguments, 1 provided\n"),
            "main.cpp:3:7: error: no matching function for call to ‘sort(std::vector<int>&)’\n"
            "    3 |   sort(v);\n"
            "      |   ~~~~^~~\n"
            "[1 warning, 2 notes left out]\n");
}

TEST(TrimDiagnostics, says_where_a_template_of_the_library_was_asked_for) {
  EXPECT_EQ(trim("In file included from /usr/include/c++/12/map:60,\n"
                 "                 from main.cpp:1:\n"
                 "/usr/include/c++/12/bits/stl_function.h: In instantiation of ‘bool std::less<P>::operator()’:\n"
                 "/usr/include/c++/12/bits/stl_map.h:511:32:   required from ‘std::map<P, int>::operator[]’\n"
                 "main.cpp:7:23:   required from here\n"
                 "/usr/include/c++/12/bits/stl_function.h:408:20: error: no match for ‘operator<’\n"
                 "  408 |       { return __x < __y; }\n"
                 "      |                ~~~~^~~~~\n"),
            "main.cpp:7:23:   required from here\n"
            "stl_function.h:408:20: error: no match for ‘operator<’\n");
}

TEST(TrimDiagnostics, names_no_path_of_the_host_and_no_random_object) {
  EXPECT_EQ(trim("/usr/bin/ld: /tmp/ccDkLqRF.o: in function `main':\n"
                 "main.cpp:(.text.startup+0x7): undefined reference to `f(int)'\n"
                 "/usr/bin/ld: /tmp/ccDkLqRF.o:main.cpp:(.text.startup+0xe): undefined reference to `g()'\n"
                 "collect2: error: ld returned 1 exit status\n"),
            "ld: main.o: in function `main':\n"
            "main.cpp:(.text.startup+0x7): undefined reference to `f(int)'\n"
            "ld: main.o:main.cpp:(.text.startup+0xe): undefined reference to `g()'\n"
            "collect2: error: ld returned 1 exit status\n");
}

TEST(TrimDiagnostics, shows_the_first_ten_errors_and_counts_the_others) {
  std::string raw;
  for (int i = 1; i <= 25; ++i) raw += "main.cpp:" + std::to_string(i) + ":1: error: expected ‘;’\n";
  std::string wanted;
  for (int i = 1; i <= 10; ++i) wanted += "main.cpp:" + std::to_string(i) + ":1: error: expected ‘;’\n";
  EXPECT_EQ(trim(raw), wanted + "[15 further errors left out]\n");
}

TEST(TrimDiagnostics, says_once_what_is_said_again) {
  const std::string error = "main.cpp:60:2: error: expected ‘)’ before ‘;’ token\n   60 | 1; }\n      |  ^\n";
  EXPECT_EQ(trim(error + error + error + "main.cpp:61:1: error: other\n"),
            error + "main.cpp:61:1: error: other\n[2 further errors left out]\n");
}

TEST(TrimDiagnostics, knows_the_words_of_assembler_and_of_a_compiler_that_died) {
  EXPECT_EQ(trim("main.cpp: Assembler messages:\nmain.cpp:1: Error: no such instruction: `nonsense %rax'\n"),
            "main.cpp:1: Error: no such instruction: `nonsense %rax'\n");
  EXPECT_EQ(trim("{standard input}: Assembler messages:\n{standard input}:7: Error: file not found: /etc/shadow\n"),
            "assembler:7: Error: file not found: shadow\n");
  EXPECT_EQ(trim("g++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.\n"),
            "g++: fatal error: Killed signal terminated program cc1plus\n");
  EXPECT_EQ(trim("cc1plus: out of memory allocating 65536 bytes after a total of 9 bytes\n"),
            "cc1plus: out of memory allocating 65536 bytes after a total of 9 bytes\n");
}

TEST(TrimDiagnostics, gives_the_first_lines_where_it_knows_no_error) {
  EXPECT_EQ(trim("/usr/bin/sh: 1: something odd\nand more\n"), "sh: 1: something odd\nand more\n");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\n\n"), "");
}

TEST(TrimDiagnostics, is_bounded_and_utf8_whatever_a_line_holds) {
  const std::string name(3'000'000, 'n');
  const std::string text = trim("main.cpp:1:5: error: ‘" + name + "’ was not declared\n    1 | " + name + "\n");
  EXPECT_LE(text.size(), most_diagnostics);
  EXPECT_TRUE(is_utf8(text));
  EXPECT_EQ(text.substr(0, 27), "main.cpp:1:5: error: ‘nnn");
  EXPECT_EQ(trim("main.cpp:1:5: error: \xff\x1b[31m\xc2\x9b!\n"), "main.cpp:1:5: error: \uFFFD\uFFFD[31m\uFFFD!\n");
}

TEST(TrimDiagnostics, a_small_bound_holds_what_fits) {
  std::string raw;
  for (int i = 1; i <= 9; ++i) raw += "main.cpp:" + std::to_string(i) + ":1: error: a\n";
  EXPECT_EQ(trim_diagnostics(raw, "main.cpp", 150),
            "main.cpp:1:1: error: a\nmain.cpp:2:1: error: a\n[7 further errors left out]\n");
  EXPECT_EQ(trim_diagnostics(raw, "main.cpp", 0), "");
}

TEST(TrimDiagnostics, division_in_a_message_is_no_path) {
  EXPECT_EQ(trim("main.cpp:1:1: error: no match for ‘operator/’ in ‘a /b’\n"),
            "main.cpp:1:1: error: no match for ‘operator/’ in ‘a /b’\n");
}

}  // namespace
}  // namespace oyer::runners
