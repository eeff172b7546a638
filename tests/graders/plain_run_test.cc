#include "graders/plain_run.h"

#include <gtest/gtest.h>

#include "tests/support/result.h"

namespace oyer::graders {
namespace {

TEST(PlainRun, kind_of_program_is_told_by_flag_then_bytes_then_name) {
  EXPECT_EQ(*program_kind("", "a.py", "print(1)"), ProgramKind::python);
  EXPECT_EQ(*program_kind("", "a.py",
                          "\x7F"
                          "ELF..."),
            ProgramKind::native);
  EXPECT_EQ(*program_kind("", "tool", "#!/usr/bin/env python3\n"), ProgramKind::python);
  EXPECT_EQ(*program_kind("", "tool", "#!/bin/sh\nexit 1 # python\n"), ProgramKind::native);
  EXPECT_EQ(*program_kind("python", "x.txt", "print(1)"), ProgramKind::python);
  EXPECT_EQ(*program_kind("native", "a.py", ""), ProgramKind::native);
  EXPECT_EQ(*program_kind("", "a.c", "int main() {}"), ProgramKind::c);
  EXPECT_EQ(*program_kind("", "a.cpp", "int main() {}"), ProgramKind::cpp);
  EXPECT_EQ(*program_kind("", "a.cc", "int main() {}"), ProgramKind::cpp);
  EXPECT_EQ(*program_kind("c++", "a.c", "int main() {}"), ProgramKind::cpp);
  EXPECT_EQ(*program_kind("c", "a.txt", "int main() {}"), ProgramKind::c);
}

TEST(PlainRun, other_languages_are_refused_with_what_to_do) {
  EXPECT_EQ(
      test::outcome_of(program_kind("", "a.rs", "fn main() {}")),
      "invalid_input: a.rs is rust; this version runs Python, C, C++ and executables: build it first and run what "
      "comes out");
  EXPECT_EQ(test::outcome_of(program_kind("", "notes", "hello")),
            "invalid_input: notes is neither ELF, nor .py, .c or .cpp, nor a script with a #! line; this version runs "
            "Python, C, C++ and executables: say which with --language python, c, c++ or native");
}

}  // namespace
}  // namespace oyer::graders
