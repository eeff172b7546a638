#include "cli/run_command.h"

#include <gtest/gtest.h>

#include "tests/support/result.h"

namespace oyer::cli {
namespace {

TEST(Run, kind_of_program_is_told_by_flag_then_bytes_then_name) {
  EXPECT_EQ(*program_kind("", "a.py", "print(1)"), ProgramKind::python);
  EXPECT_EQ(*program_kind("", "a.py",
                          "\x7F"
                          "ELF..."),
            ProgramKind::native);
  EXPECT_EQ(*program_kind("", "tool", "#!/usr/bin/env python3\n"), ProgramKind::python);
  EXPECT_EQ(*program_kind("", "tool", "#!/bin/sh\nexit 1 # python\n"), ProgramKind::native);
  EXPECT_EQ(*program_kind("python", "x.txt", "print(1)"), ProgramKind::python);
  EXPECT_EQ(*program_kind("native", "a.py", ""), ProgramKind::native);
}

TEST(Run, other_languages_are_refused_with_what_to_do) {
  EXPECT_EQ(
      test::outcome_of(program_kind("", "a.cpp", "int main() {}")),
      "invalid_input: a.cpp is cpp; this version runs Python and executables: build it first and run what comes out");
  EXPECT_EQ(test::outcome_of(program_kind("", "notes", "hello")),
            "invalid_input: notes is neither ELF, nor .py, nor a script with a #! line; this version runs Python and "
            "executables: say which with --language python or native");
}

}  // namespace
}  // namespace oyer::cli
