// Programs judged by what they write, in real jails of both tiers: what counts as output, which endings decide, what a
// checker that is a program may say.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/graders/live_workshop.h"
#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using datasets::Candidate;
using datasets::Checker;
using datasets::CheckerKind;
using datasets::Task;
using oyer::test::outcome_of;

Task task_of(std::vector<std::pair<std::string, std::string>> tests, Checker checker = {}) {
  Task task;
  task.id = "Own/program";
  datasets::StdioShape shape;
  shape.checker = std::move(checker);
  for (auto& [input, expected] : tests) {
    shape.tests.push_back({"t" + std::to_string(shape.tests.size()), "test", std::move(input), std::move(expected)});
  }
  task.shape = std::move(shape);
  return task;
}

Task doubling(Checker checker = {}) { return task_of({{"3\n", "6\n"}, {"-5\n", "-10\n"}}, std::move(checker)); }

Checker kind(CheckerKind kind) {
  Checker checker;
  checker.kind = kind;
  return checker;
}

Checker program(std::string source) {
  Checker checker;
  checker.kind = CheckerKind::program;
  checker.source = std::move(source);
  return checker;
}

// All of a grade: "wrong_answer (t0: why): PF, planned 2 run 2 answered 1, exited with code 0 [flags]", where tests are
// letters: P passed, F failed, N not run. What each failed test says follows where that is not the whole grade's
// reason.
std::string text_of(const Grade& grade) {
  std::string text(name_of(grade.verdict));
  if (!grade.reason.empty()) text += " (" + grade.reason + ")";
  text += ": ";
  for (const CaseResult& one : grade.cases) {
    text += one.outcome == Outcome::passed ? 'P' : one.outcome == Outcome::failed ? 'F' : 'N';
  }
  text += ", planned " + std::to_string(grade.evidence.planned) + " run " + std::to_string(grade.evidence.run) +
          " answered " + std::to_string(grade.evidence.answered);
  if (grade.ending) text += ", " + sandbox::describe(*grade.ending);
  for (const std::string& flag : grade.flags) text += " [" + flag + "]";
  for (const CaseResult& one : grade.cases) {
    const std::string said = one.id + ": " + one.reason;
    if (one.outcome == Outcome::failed && said != grade.reason) text += "; " + said;
  }
  return text;
}

std::string accepted(std::size_t tests) {
  const std::string number = std::to_string(tests);
  return "accepted: " + std::string(tests, 'P') + ", planned " + number + " run " + number + " answered " + number +
         ", exited with code 0";
}

class StdioLive : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override { open({}); }

  void open(GraderOptions options) {
    options.limits.wall = std::chrono::seconds(60);
    auto opened = testing::open_live_grader(options, GetParam());
    ASSERT_EQ(outcome_of(opened), "ok");
    grader_ = std::move(*opened);
  }

  std::string judged(const Task& task, const std::string& code, Language language = Language::python) {
    Candidate candidate;
    candidate.task_id = task.id;
    candidate.kind = Candidate::Kind::solution;
    candidate.text = code;
    candidate.language = language;
    const auto record = grade_candidate(*grader_, task, candidate, {});
    if (!record) return outcome_of(record);
    if (record->grade() == nullptr) return "infra_error: " + std::get<Error>(record->outcome).what;
    EXPECT_EQ(outcome_of(record_from_json(to_json(*record))), "ok");
    return text_of(*record->grade());
  }

  std::unique_ptr<Grader> grader_;
};

INSTANTIATE_TEST_SUITE_P(Tiers, StdioLive, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "cgroups" : "rlimits"; });

// ---- what counts as output ------------------------------------------------------------------------------------------

TEST_P(StdioLive, output_counts_whenever_it_was_written_before_the_end) {
  const Task one = task_of({{"3\n", "6\n"}});
  EXPECT_EQ(judged(one, "print(6, flush=True)\nimport sys\nsys.stdin.read()\n"), accepted(1));
  EXPECT_EQ(judged(one, "import os\nos.write(1, b'6')\nos.close(1)\nimport time\ntime.sleep(0.1)\n"), accepted(1));
  EXPECT_EQ(judged(doubling(), "import sys, time\nn = int(sys.stdin.read())\ntime.sleep(0.1)\nprint(2 * n)\n"),
            accepted(2));
  EXPECT_EQ(judged(doubling(),
                   "import sys\nn = int(sys.stdin.read())\nassert sys.stdin.read() == ''\n"
                   "sys.stdin.close()\nprint(2 * n)\n"),
            accepted(2));
  EXPECT_EQ(judged(doubling(), "import atexit\nn = int(input())\natexit.register(lambda: print(2 * n))\n"),
            accepted(2));
  EXPECT_EQ(judged(doubling(),
                   "import threading\nn = int(input())\n"
                   "threading.Timer(0.1, lambda: print(2 * n)).start()\n"),
            accepted(2));
}

TEST_P(StdioLive, what_is_left_behind_writes_too_late) {
  EXPECT_EQ(
      judged(task_of({{"3\n", "6\n"}}), "import os, time\nif os.fork() == 0:\n    time.sleep(0.3)\n    print(6)\n"),
      "wrong_answer (t0: the output ends after 0 tokens): F, planned 1 run 1 answered 1, exited with code 0 "
      "[left_processes]");
}

TEST_P(StdioLive, white_space_is_nothing_to_tokens_and_presentation_to_exact) {
  const std::vector<std::string> codes = {
      "print(2 * int(input()), end='')\n",                                        // no line end
      "import sys\nsys.stdout.buffer.write(b'%d\\r\\n' % (2 * int(input())))\n",  // \r\n
      "print(2 * int(input()), ' ')\n",                                           // a trailing blank
      "print()\nprint('\\t', 2 * int(input()), '\\n\\v\\f')\n",                   // all kinds
  };
  for (const std::string& code : codes) {
    EXPECT_EQ(judged(doubling(), code), accepted(2)) << code;
    EXPECT_EQ(judged(doubling(kind(CheckerKind::exact)), code),
              "presentation_error (t0: right but for white space): FF, planned 2 run 2 answered 2, exited with code 0; "
              "t1: right but for white space")
        << code;
  }
  EXPECT_EQ(judged(doubling(kind(CheckerKind::exact)), "print(2 * int(input()))\n"), accepted(2));
}

TEST_P(StdioLive, bytes_are_bytes) {
  const std::string bytes("\xff\x00\xfe\x80\n", 5);
  const std::string write = "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())\n";
  EXPECT_EQ(judged(task_of({{bytes, bytes}}, kind(CheckerKind::exact)), write), accepted(1));
  EXPECT_EQ(judged(task_of({{bytes, bytes}}), write), accepted(1));
  EXPECT_EQ(
      judged(task_of({{bytes, "x\n"}}), write),
      "wrong_answer (t0: token 1: got '\\xff\\x00\\xfe\\x80'): F, planned 1 run 1 answered 1, exited with code 0");
}

TEST_P(StdioLive, nothing_is_right_where_nothing_is_expected) {
  EXPECT_EQ(judged(task_of({{"x\n", ""}, {"", ""}}, kind(CheckerKind::exact)), "pass\n"), accepted(2));
  EXPECT_EQ(judged(task_of({{"x\n", "1\n"}, {"", ""}}), "pass\n"),
            "wrong_answer (t0: the output ends after 0 tokens): FP, planned 2 run 2 answered 2, exited with code 0");
  EXPECT_EQ(judged(task_of({{"x\n", ""}}), "print(1)\n"),
            "wrong_answer (t0: more output than expected: '1'): F, planned 1 run 1 answered 1, exited with code 0");
}

TEST_P(StdioLive, streams_may_be_closed) {
  EXPECT_EQ(judged(task_of({{"3\n", "6\n"}}), "import os\nos.close(0)\nprint(6)\n"), accepted(1));
  EXPECT_EQ(judged(task_of({{std::string(1 << 20, 'x'), "6\n"}}), "import os\nos.close(0)\nprint(6)\n"), accepted(1))
      << "and nobody has to read";
  EXPECT_EQ(judged(task_of({{"3\n", "6\n"}}), "import os\nos.close(1)\nos._exit(0)\n"),
            "wrong_answer (t0: the output ends after 0 tokens): F, planned 1 run 1 answered 1, exited with code 0");
  EXPECT_EQ(judged(task_of({{"3\n", "6\n"}}), "import os\nos.close(1)\nprint(6)\n"),
            "runtime_error (t0: exited with code 120): F, planned 1 run 1 answered 0, exited with code 120");
  EXPECT_EQ(judged(task_of({{"3\n", "6\n"}}), "import os\nos.close(2)\nprint(6)\n"), accepted(1));
}

// ---- endings --------------------------------------------------------------------------------------------------------

TEST_P(StdioLive, right_output_is_not_looked_at_where_the_ending_is_wrong) {
  EXPECT_EQ(judged(doubling(), "n = int(input())\nprint(2 * n, flush=True)\nif n < 0: raise SystemExit(3)\n"),
            "runtime_error (t1: exited with code 3): PF, planned 2 run 2 answered 1, exited with code 3");
  EXPECT_EQ(judged(doubling(), "n = int(input())\nprint(2 * n, flush=True)\nif n < 0: raise KeyError('at 0x7f')\n"),
            "runtime_error (t1: exited with code 1: KeyError): PF, planned 2 run 2 answered 1, exited with code 1");
  EXPECT_EQ(
      judged(doubling(), "import os\nn = int(input())\nprint(2 * n, flush=True)\nif n > 0: os.kill(os.getpid(), 9)\n"),
      "runtime_error (t0: killed by SIGKILL): FP, planned 2 run 2 answered 1, killed by SIGKILL");
  EXPECT_EQ(judged(doubling(), "import os\nprint(2 * int(input()), flush=True)\nos.abort()\n"),
            "runtime_error (t0: killed by SIGABRT): FF, planned 2 run 2 answered 0, killed by SIGABRT; "
            "t1: killed by SIGABRT");
  EXPECT_EQ(judged(doubling(), "print(2 * int(input())\n"),
            "compile_error (did not build): NN, planned 2 run 0 answered 0, exited with code 1");
}

TEST_P(StdioLive, limits_are_each_tests_own) {
  GraderOptions options;
  options.limits.cpu = std::chrono::milliseconds(500);
  options.limits.output = 64_KiB;
  open(options);
  EXPECT_EQ(judged(doubling(), "n = int(input())\nwhile n < 0: pass\nprint(2 * n)\n"),
            "time_limit (t1: CPU or wall time limit): PF, planned 2 run 2 answered 1, CPU time limit");
  EXPECT_EQ(judged(doubling(), "n = int(input())\nprint(2 * n)\nwhile n < 0: print(' ' * 4096)\n"),
            "output_limit (t1: stdout limit): PF, planned 2 run 2 answered 1, stdout limit");
  EXPECT_EQ(judged(doubling(),
                   "import sys\nn = int(input())\nprint(2 * n)\nwhile n < 0: print('x' * 4096, file=sys.stderr)\n"),
            "output_limit (t1: stderr limit): PF, planned 2 run 2 answered 1, stderr limit");
}

TEST_P(StdioLive, first_failure_ends_it_where_that_is_asked_for) {
  GraderOptions options;
  options.stop_at_first = true;
  open(options);
  EXPECT_EQ(judged(task_of({{"1\n", "1\n"}, {"2\n", "2\n"}, {"3\n", "3\n"}}), "print(1)\n"),
            "wrong_answer (t1: token 1: got '1'): PFN, planned 3 run 2 answered 2, exited with code 0");
}

// ---- checkers -------------------------------------------------------------------------------------------------------

TEST_P(StdioLive, lines_in_any_order_and_numbers_within_a_tolerance) {
  const Task lines = task_of({{"", "a b\nc\nc\n"}}, kind(CheckerKind::unordered_lines));
  EXPECT_EQ(judged(lines, "print('c\\n\\n a  b\\nc')\n"), accepted(1));
  EXPECT_EQ(judged(lines, "print('a b\\nc')\n"),
            "wrong_answer (t0: a line is missing): F, planned 1 run 1 answered 1, exited with code 0");
  EXPECT_EQ(judged(lines, "print('a b\\na c\\nc')\n"),
            "wrong_answer (t0: not among the lines: 'a c'): F, planned 1 run 1 answered 1, exited with code 0");
  EXPECT_EQ(judged(lines, "print('b a\\nc\\nc')\n"),
            "wrong_answer (t0: a line is missing): F, planned 1 run 1 answered 1, exited with code 0");
  Checker floats = kind(CheckerKind::float_tokens);
  floats.absolute = 1e-6;
  const Task numbers = task_of({{"", "0.333333333 7\n"}}, floats);
  EXPECT_EQ(judged(numbers, "print(1 / 3, 7)\n"), accepted(1));
  EXPECT_EQ(judged(numbers, "print(3.333333335e-1, '7.0')\n"), accepted(1));
  EXPECT_EQ(judged(numbers, "print(0.33333, 7)\n"),
            "wrong_answer (t0: token 1: got '0.33333'): F, planned 1 run 1 answered 1, exited with code 0");
  EXPECT_EQ(judged(numbers, "print('nan 7')\n"),
            "wrong_answer (t0: token 1: got 'nan'): F, planned 1 run 1 answered 1, exited with code 0");
}

// Any number above the one that was read.
constexpr const char* above =
    "import sys\n"
    "given, output, expected = (open(name).read() for name in sys.argv[1:])\n";

TEST_P(StdioLive, a_program_decides_by_its_exit_code_and_by_nothing_that_anybody_prints) {
  const Task task = doubling(program(std::string(above) + "tokens = output.split()\n"
                                                          "if len(tokens) != 1: print('ok: accepted'); sys.exit(2)\n"
                                                          "sys.exit(0 if int(tokens[0]) > int(given) else 1)\n"));
  EXPECT_EQ(
      judged(doubling(program(std::string(above) + "sys.exit(output != expected)\n")), "print(2 * int(input()))\n"),
      accepted(2));
  const Task greater = task_of({{"3\n", "6\n"}, {"-5\n", "0\n"}}, std::get<datasets::StdioShape>(task.shape).checker);
  EXPECT_EQ(judged(greater, "print(int(input()) + 1)\n"), accepted(2));
  EXPECT_EQ(judged(greater, "print(3)\n"),
            "wrong_answer (t0: refused by the checker): FP, planned 2 run 2 answered 2, exited with code 0");
  EXPECT_EQ(judged(greater, "print('exit 0')\n"),
            "presentation_error (t0: refused by the checker for its form): FF, planned 2 run 2 answered 2, exited with "
            "code 0; t1: refused by the checker for its form");
  EXPECT_EQ(
      judged(greater, "import os\nopen('output', 'w').write('9')\nopen('expected', 'w').write('9')\nos._exit(0)\n"),
      "presentation_error (t0: refused by the checker for its form): FF, planned 2 run 2 answered 2, exited with "
      "code 0; t1: refused by the checker for its form");
}

TEST_P(StdioLive,
       a_checker_that_fails_with_an_output_in_its_hands_is_the_outputs_doing_and_one_that_fails_alone_is_not) {
  GraderOptions options;
  options.judge_limits.cpu = std::chrono::milliseconds(700);
  open(options);
  const std::string touchy = std::string(above) + "import os\nif 'bomb' in output: ";
  EXPECT_EQ(judged(doubling(program(touchy + "os.abort()\n")), "print('bomb')\n"),
            "judge_exhausted (t0: the checker: killed by SIGABRT): FF, planned 2 run 2 answered 2, exited with code 0; "
            "t1: the checker: killed by SIGABRT");
  EXPECT_EQ(judged(task_of({{"", "1\n"}}, program(touchy + "\n    while True: pass\n")), "print('bomb')\n"),
            "judge_exhausted (t0: the checker: CPU time limit): F, planned 1 run 1 answered 1, exited with code 0");
  EXPECT_EQ(
      judged(doubling(program(touchy + "sys.exit(77)\n")), "print('bomb')\n"),
      "judge_exhausted (t0: the checker: exited with code 77): FF, planned 2 run 2 answered 2, exited with code 0; "
      "t1: the checker: exited with code 77");
  const std::string last = "int(output) == int(expected) and " + std::string("sys.exit(given[:1] == '-' and 77)\n");
  EXPECT_EQ(judged(doubling(program(std::string(above) + last)), "print(2 * int(input()))\n"),
            "infra_error: task Own/program, test t1: its checker fails over the output that the task expects (exited "
            "with code 77)");
  EXPECT_EQ(judged(doubling(program("import sys\nsys.exit(1)\n")), "print(2 * int(input()))\n"),
            "infra_error: task Own/program: its checker does not accept the output that the task expects of test t0");
  EXPECT_EQ(judged(doubling(program(touchy + "os.abort()\n")), "print(2 * int(input()))\n"), accepted(2))
      << "and the next candidate is judged as ever";
}

TEST_P(StdioLive, a_python_checker_that_raises_has_not_said_wrong_answer) {
  const std::string trusting = std::string(above) + "sys.exit(int(output) != int(expected))\n";
  EXPECT_EQ(judged(doubling(program(trusting)), "print(2 * int(input()))\n"), accepted(2));
  EXPECT_EQ(judged(doubling(program(trusting)), "print(7)\n"),
            "wrong_answer (t0: refused by the checker): FF, planned 2 run 2 answered 2, exited with code 0; "
            "t1: refused by the checker");
  // By its output a candidate gets neither a reward nor an infra_error.
  EXPECT_EQ(
      judged(doubling(program(trusting)), "print('seven')\n"),
      "judge_exhausted (t0: the checker: raised an exception): FF, planned 2 run 2 answered 2, exited with code 0; "
      "t1: the checker: raised an exception");
  const std::string fails_second = std::string(above) + "assert given[0] != '-'\nsys.exit(output != expected)\n";
  EXPECT_EQ(
      judged(doubling(program(fails_second)), "print(2 * int(input()))\n"),
      "infra_error: task Own/program, test t1: its checker fails over the output that the task expects (raised an "
      "exception)");
  for (const char* broken : {"raise SystemError\n", "import no_such_module\n", "def f(:\n", "sys.exit(0)\n"}) {
    EXPECT_EQ(
        judged(doubling(program(broken)), "print(2 * int(input()))\n"),
        "infra_error: task Own/program: its checker fails over the output that the task expects of test t0 (raised "
        "an exception)")
        << broken;
  }
  EXPECT_EQ(
      judged(doubling(program("from __future__ import annotations\nimport sys\n"
                              "assert sys.argv == [__file__, 'input', 'output', 'expected'], sys.argv\n"
                              "import __main__\n__main__.sys.exit('refused' if __name__ != '__main__' else 0)\n")),
             "print(2 * int(input()))\n"),
      accepted(2));
}

// ---- C++ ------------------------------------------------------------------------------------------------------------

TEST_P(StdioLive, programs_in_cpp_are_judged_alike) {
  const auto cpp = [&](const std::string& body, const Task& task) {
    return judged(
        task, "#include <cstdio>\n#include <cstdlib>\n#include <unistd.h>\nint main() {\n  int n = 0;\n" + body + "}\n",
        Language::cpp);
  };
  const std::string read = "  if (std::scanf(\"%d\", &n) != 1) return 4;\n",
                    write = "  std::printf(\"%d\\n\", 2 * n);\n";
  EXPECT_EQ(cpp(read + write, doubling(kind(CheckerKind::exact))), accepted(2));
  EXPECT_EQ(cpp(read + "  close(0);\n" + write, doubling()), accepted(2));
  EXPECT_EQ(cpp(read + "  std::printf(\"%d\\r\\n\", 2 * n);\n", doubling(kind(CheckerKind::exact))),
            "presentation_error (t0: right but for white space): FF, planned 2 run 2 answered 2, exited with code 0; "
            "t1: right but for white space");
  EXPECT_EQ(cpp(read + write + "  return n < 0;\n", doubling()),
            "runtime_error (t1: exited with code 1): PF, planned 2 run 2 answered 1, exited with code 1");
  EXPECT_EQ(cpp(read + write + "  std::fflush(stdout);\n  if (n < 0) *static_cast<volatile int*>(nullptr) = 1;\n",
                doubling()),
            "runtime_error (t1: killed by SIGSEGV): PF, planned 2 run 2 answered 1, killed by SIGSEGV");
  EXPECT_EQ(cpp(read + "  close(1);\n" + write, doubling()),
            "wrong_answer (t0: the output ends after 0 tokens): FF, planned 2 run 2 answered 2, exited with code 0; "
            "t1: the output ends after 0 tokens");
  EXPECT_EQ(cpp(read + "  return m;\n", doubling()),
            "compile_error (did not build): NN, planned 2 run 0 answered 0, exited with code 1");
}

}  // namespace
}  // namespace oyer::graders
