// oyer admit: tasks of every kind, in real jails.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "base/json.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

std::string function_task(const std::string& id, const std::string& reference, const std::string& tests) {
  return R"({"schema":"oyer.task/1","id":")" + id + R"(","prompt":"p","entry_point":"f","reference":)" +
         json::print(json::value(reference)) + R"(,"function":{"tests":)" + tests + "}}\n";
}

constexpr const char* clamp = "def f(x, low, high):\n    return max(low, min(x, high))\n";
constexpr const char* clamp_tests =
    R"(["assert f(5, 0, 3) == 3", "assert f(-1, 0, 3) == 0", "assert f(2, 0, 3) == 2", "assert f(0, 1, 9) == 1"])";

// One of each verdict.
std::string some_tasks() {
  return function_task("good", clamp, clamp_tests) + function_task("weak", clamp, R"t(["f(1, 2, 3)"])t") +
         function_task("wrong", "def f(x):\n    return x\n", R"(["assert f(1) == 2"])") +
         function_task("drawn", "import random\ndef f():\n    return random.random() < 0.5\n", R"t(["assert f()"])t") +
         function_task("open", clamp,
                       R"([{"id":"a","code":"assert f(5, 0, 3) == 3","visibility":"public"},)"
                       R"({"id":"b","code":"assert f(5, 0, 3) == 3"}])") +
         R"({"schema":"oyer.task/1","id":"bare","prompt":"p","entry_point":"f","function":)"
         R"({"tests":["assert f() > 0"]}})"
         "\n"
         R"({"schema":"oyer.task/1","id":"cases","prompt":"p","entry_point":"f","reference":)"
         R"("def f(a, b):\n    return [a - b, a < b]\n","cases":{"tests":[{"group":"base","input":[1,1]},)"
         R"({"group":"plus","input":[5,2]},{"group":"plus","input":[2,5]}]}})"
         "\n"
         R"({"schema":"oyer.task/1","id":"program","prompt":"p","language":"cpp","reference":)"
         R"("#include <cstdio>\nint main() { int a, b; if (std::scanf(\"%d %d\", &a, &b) != 2) return 1;\n)"
         R"(std::printf(\"%d\\n\", a < b ? b - a : a * b + 1); }\n",)"
         R"("stdio":{"tests":[{"stdin":"1 5","stdout":"4"},{"stdin":"7 2","stdout":"15"}]}})"
         "\n";
}

std::string verdicts_of(const std::vector<json::object>& rows) {
  std::string text;
  for (const json::object& row : rows) {
    text += std::string(json::view(row.at("task_id").as_string())) + " " + json::print(row.at("verdict")) + " " +
            json::print(row.at("reasons")) + "\n";
  }
  return text;
}

// What may not depend on who measured.
std::vector<json::object> without_measures(std::vector<json::object> rows) {
  for (json::object& row : rows) row.erase("measured");
  return rows;
}

class AdmitLive : public ::testing::Test {
 protected:
  std::vector<std::string> admit(const std::string& tasks, std::vector<std::string> more) const {
    std::vector<std::string> words = {"admit", place_.write("tasks.jsonl", tasks)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Place place_;
};

TEST_F(AdmitLive, every_verdict_with_its_reasons) {
  const Ended ended = place_.oyer(admit(some_tasks(), {"--out", place_.path("rows.jsonl")}));
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto rows = rows_of(place_.bytes("rows.jsonl"));
  EXPECT_EQ(verdicts_of(rows),
            "good \"admit\" []\n"
            "weak \"weak_tests\" [\"a stub passes\",\"J is 0.09, below 0.50: 9 of 9 mutations survive\"]\n"
            "wrong \"broken\" [\"the reference passes none of 3 runs: 3 wrong_answer: 0: got 1\"]\n"
            "drawn \"flaky\" [\"the reference passes 1 of 3 runs: 1 accepted, 2 wrong_answer: 0: got False\"]\n"
            "open \"broken\" [\"public test a is private test b as well\"]\n"
            "bare \"broken\" [\"there is no reference\"]\n"
            "cases \"admit\" []\n"
            "program \"admit\" []\n");
  EXPECT_NE(ended.err.find("weak_tests"), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("ledger: " + place_.path("rows.jsonl.ledger")), std::string::npos) << ended.err;
}

TEST_F(AdmitLive, rows_are_the_same_for_one_worker_and_for_three_and_again_from_the_ledger) {
  const auto words = admit(some_tasks(), {"--jobs", "1", "--ledger", place_.path("one"), "--mutations", "8"});
  const Ended one = place_.oyer(words);
  ASSERT_EQ(one.code, 0) << one.err;
  const Ended again = place_.oyer(words);
  EXPECT_EQ(again.out, one.out) << "even what was measured, since nothing was";
  EXPECT_NE(again.err.find("0 judged"), std::string::npos) << again.err;
  const Ended three =
      place_.oyer(admit(some_tasks(), {"--jobs", "3", "--ledger", place_.path("three"), "--mutations", "8"}));
  EXPECT_EQ(without_measures(rows_of(three.out)), without_measures(rows_of(one.out)));
}

TEST_F(AdmitLive, interrupted_and_started_again_it_goes_on_where_it_was) {
  const auto words = admit(some_tasks(), {"--jobs", "2", "--out", place_.path("rows.jsonl"), "--json"});
  Program program = place_.start(words);
  const auto kept = [&] {
    if (!place_.has("rows.jsonl.ledger")) return 0L;
    const Ended ended = place_.oyer({"records", "export", "--ledger", place_.path("rows.jsonl.ledger")});
    return static_cast<long>(std::count(ended.out.begin(), ended.out.end(), '\n'));
  };
  for (int i = 0; i < 600 && kept() < 3; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  program.signal(SIGINT);
  ASSERT_EQ(program.wait().code, 130);
  EXPECT_FALSE(place_.has("rows.jsonl"));
  const long before = kept();
  const Ended ended = place_.oyer(words);
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_GE(json::parse(ended.out)->at("measured").at("reused").as_int64(), before);
  const auto rows = rows_of(place_.bytes("rows.jsonl"));
  const Ended whole = place_.oyer(admit(some_tasks(), {"--ledger", place_.path("other")}));
  EXPECT_EQ(without_measures(rows), without_measures(rows_of(whole.out)));
}

// A model wrote the references: they are candidates like any other, and their mutations, too.
TEST_F(AdmitLive, hostile_references_are_broken_and_cost_no_more_than_their_limits) {
  const std::string tests = R"(["assert f(1) == 1"])";
  const std::map<std::string, std::string> programs = {
      {"endless", "def f(x):\n    while True:\n        pass\n"},
      {"endless_import", "while True:\n    pass\n"},
      {"forks", "import os\nwhile True:\n    os.fork()\n"},
      {"exits", "import sys\nsys.exit(0)\n"},
      {"exits_at_once", "import os\nos._exit(0)\n"},
      {"exits_in_call", "import os\ndef f(x):\n    os._exit(0)\n"},
      {"floods", "def f(x):\n    while True:\n        print('x' * 65536)\n"},
      {"eats", "def f(x):\n    return [0] * 10**11\n"},
      {"equals", "class Same:\n    def __eq__(self, other):\n        return True\ndef f(x):\n    return Same()\n"},
      {"no_syntax", "def f(:\n"},
      {"nothing", " "}};
  std::string tasks, cases, untold;  // the last: what is expected is what the reference says
  for (const auto& [name, text] : programs) {
    tasks += function_task(name, text, tests);
    cases += R"({"schema":"oyer.task/1","id":"cases_)" + name + R"(","prompt":"p","entry_point":"f","reference":)" +
             json::print(json::value(text)) + R"(,"cases":{"tests":[{"input":[1],"expected":1}]}})" + "\n";
    untold += R"({"schema":"oyer.task/1","id":"untold_)" + name + R"(","prompt":"p","entry_point":"f","reference":)" +
              json::print(json::value(text)) + R"(,"cases":{"tests":[{"input":[1]}]}})" + "\n";
  }
  const auto begun = std::chrono::steady_clock::now();
  const Ended ended = place_.oyer(admit(tasks + cases + untold, {"--cpu", "300ms", "--wall", "2s", "--runs", "2"}));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(100));
  const auto rows = rows_of(ended.out);
  ASSERT_EQ(rows.size(), 3 * programs.size());
  for (const json::object& row : rows) EXPECT_EQ(row.at("verdict"), "broken") << json::print(row);
  EXPECT_NE(ended.err.find("2 unsound: it shares a process with its tests, or its answers cannot leave it"),
            std::string::npos);
}

TEST_F(AdmitLive, endless_mutations_are_ended_at_a_multiple_of_the_reference) {
  const std::string count =
      "def f(n):\n    total = 0\n    while n > 0:\n        total += n\n        n -= 1\n    return total\n";
  const auto words = admit(function_task("count", count, R"(["assert f(3) == 6", "assert f(0) == 0"])"),
                           {"--mutations", "100", "--cpu", "60s"});
  const auto begun = std::chrono::steady_clock::now();
  const Ended ended = place_.oyer(words);
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(50)) << "one of them alone may take 60 s";
  const auto row = rows_of(ended.out).at(0);
  EXPECT_EQ(row.at("verdict"), "admit");
  const auto& ways = row.at("mutations").as_object().at("killed_by").as_object();
  ASSERT_TRUE(ways.contains("time_limit")) << json::print(row);
  EXPECT_GE(ways.at("time_limit").as_int64(), 3) << json::print(ways);
}

TEST_F(AdmitLive, what_cannot_be_judged_is_told_and_has_no_verdict) {
  const std::string task =
      R"({"schema":"oyer.task/1","id":"late","prompt":"p","entry_point":"f","reference":"def f():\n    return 1\n",)"
      R"("function":{"tests":["assert f() == 1"]}})"
      "\n";
  const Ended ended = place_.oyer(admit(task, {"--deadline", "1ms"}));
  EXPECT_EQ(ended.code, 3) << ended.err;
  const auto row = rows_of(ended.out).at(0);
  EXPECT_TRUE(row.at("verdict").is_null()) << json::print(row);
  EXPECT_EQ(row.at("unjudged").as_array().size(), 5U) << json::print(row);
}

TEST_F(AdmitLive, bad_tasks_are_told_by_their_line) {
  const Ended ended = place_.oyer(admit("{\"schema\":\"oyer.task/1\"}\n", {}));
  EXPECT_EQ(ended.code, 65);
  EXPECT_NE(ended.err.find("tasks.jsonl:1: "), std::string::npos) << ended.err;
  const Ended folder = place_.oyer(admit(some_tasks(), {"--out", place_.path("rows/")}));
  EXPECT_EQ(folder.code, 65) << folder.err;
}

}  // namespace
}  // namespace oyer::cli::testing
