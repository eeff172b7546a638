#include "tests/hostile/suite.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "graders/record.h"
#include "graders/reward.h"
#include "tests/hostile/host_state.h"
#include "tests/support/temporary_folder.h"

extern char** environ;

namespace oyer::hostile {
namespace {

constexpr int patience_ms = 500;  // for processes that are dying already when the engine ends

std::string text_of(const json::object& object, std::string_view key) {
  const json::string* found = json::find_string(object, key);
  return found == nullptr ? "" : std::string(json::view(*found));
}

bool is_reduced(const json::object& row) {
  const json::object* containment = json::find_object(row, "containment");
  return containment != nullptr && text_of(*containment, "cgroup") == "none";
}

std::map<std::string, double> rewards_of(const json::object& row, const std::map<std::string, double>& wanted) {
  json::object bare = row;
  for (const char* key : {"reward", "rule", "seq", "extra", "task_extra", "task_body"}) bare.erase(key);
  const auto record = graders::record_from_json(bare);
  if (!record) throw std::runtime_error(to_string(record.error()));
  std::map<std::string, double> rewards;
  for (const auto& [name, unused] : wanted) {
    const auto rule = graders::parse_rule(name);
    if (!rule) throw std::runtime_error(to_string(rule.error()));
    if (const auto value = graders::reward(*record, *rule)) rewards[name] = *value;
  }
  return rewards;
}

// What the faithful way of judging came to: the first group's outcome that is not passed.
std::string faithful_in(const json::object& row) {
  const json::object* faithful = json::find_object(row, "faithful");
  if (faithful == nullptr) return "";
  std::string outcome = "passed";
  for (const json::value& group : *json::find_array(*faithful, "groups")) {
    if (outcome == "passed") outcome = text_of(group.as_object(), "outcome");
  }
  return outcome;
}

Observed observed_in(const json::object& row, const HostileProgram& program) {
  Observed seen;
  seen.reduced = is_reduced(row);
  const json::value* verdict = json::find(row, "verdict");
  seen.got.verdict = verdict != nullptr && verdict->is_string() ? text_of(row, "verdict") : "infra_error";
  seen.got.ending = ending_text(json::find(row, "ending"));
  seen.got.rewards = rewards_of(row, program.strong.rewards);
  seen.sound = text_of(row, "isolation") != "shared_process";
  seen.faithful = faithful_in(row);
  const bool failed = seen.got.verdict == "infra_error";
  seen.reason = failed ? json::print(*json::find(row, "infra_error")) : text_of(row, "reason");
  return seen;
}

std::string source_of(const HostileProgram& program) {
  const std::string with = program.value("with");
  if (with.empty()) return program.text;
  return test::bytes_of(hostile_folder() / "with" / (with + ".py")) + "\n\n" + program.text;
}

// Rows by task id.
std::map<std::string, json::object> rows_by_task(const std::string& lines) {
  std::map<std::string, json::object> rows;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    auto row = json::parse(line);
    if (!row || !row->is_object()) throw std::runtime_error("a row that is no JSON object: " + line);
    rows[text_of(row->get_object(), "task_id")] = row->get_object();
  }
  return rows;
}

std::string probe_name(const HostileProgram& program) { return "after-" + program.name; }

std::string what_the_probe_found(const std::map<std::string, json::object>& rows, const HostileProgram& program) {
  const auto row = rows.find(probe_name(program));
  if (row == rows.end()) return "it was not judged";
  const json::value* verdict = json::find(row->second, "verdict");
  if (verdict != nullptr && verdict->is_string() && text_of(row->second, "verdict") == "accepted") return "";
  return json::print(*verdict) + " " + text_of(row->second, "reason") + " " +
         json::print(*json::find(row->second, "infra_error"));
}

void observe_functions(const std::vector<HostileProgram>& programs, std::map<std::string, Observed>& table) {
  if (programs.empty()) return;
  const std::string probe = test::bytes_of(hostile_folder() / "with" / "clean_world.py");
  std::string tasks, candidates;
  for (const HostileProgram& program : programs) {
    tasks += task_row(program.value("task"), program.name, program.value("wall"));
    const bool cpp = program.path.extension() == ".cc";
    candidates += candidate_row(program.name, source_of(program), program.value("form") != "completion",
                                cpp              ? "cpp"
                                : program.is_c() ? "c"
                                                 : "python");
    tasks += task_row("clean_world", probe_name(program));
    // A text of its own: the same work is not done twice.
    candidates += candidate_row(probe_name(program), probe + "\n# after " + program.name + "\n");
  }
  const test::TemporaryFolder folder;
  const HostState before = HostState::now();
  const bool faithful = std::any_of(programs.begin(), programs.end(),
                                    [](const HostileProgram& program) { return !program.value("faithful").empty(); });
  Engine engine({"grade", folder.write("tasks.jsonl", tasks), folder.write("candidates.jsonl", candidates), "--jobs",
                 "1", "--ledger", folder.path() / "ledger", "--mode", faithful ? "faithful" : "hardened"});
  const Finished finished = engine.wait();
  const std::string left = leftover_processes(patience_ms) + HostState::now().new_since(before);
  const auto rows = rows_by_task(finished.out);
  for (const HostileProgram& program : programs) {
    Observed& seen = table[program.name];
    const auto row = rows.find(program.name);
    if (row != rows.end())
      seen = observed_in(row->second, program);
    else
      seen.reason = "no record; oyer ended with " + std::to_string(finished.code) + ": " + finished.err;
    seen.probe = what_the_probe_found(rows, program);
    seen.left_behind = left;
  }
}

// Compiles a C program; the path of what came out.
std::string compiled(const HostileProgram& program, const test::TemporaryFolder& folder) {
  const std::string binary = folder.path() / program.name;
  std::vector<std::string> words = {"cc", "-std=c11", "-D_GNU_SOURCE", "-O1", "-pthread", "-o", binary, program.path};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  int status = 0;
  if (posix_spawnp(&pid, "cc", nullptr, nullptr, argv.data(), environ) != 0 || ::waitpid(pid, &status, 0) != pid ||
      status != 0) {
    throw std::runtime_error("cc does not compile " + program.name);
  }
  return binary;
}

Observed observe_program(const HostileProgram& program) {
  const test::TemporaryFolder folder;
  const std::string file = program.is_c() ? compiled(program, folder) : program.path.string();
  std::vector<std::string> words = {"run", file, "--json"};
  for (const std::string& word : words_of(program.value("options"))) words.push_back(word);
  if (const std::string size = program.value("stdin-bytes"); !size.empty()) {
    words.insert(words.end(), {"--stdin", folder.write("stdin", std::string(std::stoul(size), 'x'))});
  }
  const HostState before = HostState::now();
  Engine engine(words);
  const Finished finished = engine.wait();
  Observed seen;
  seen.left_behind = leftover_processes(patience_ms) + HostState::now().new_since(before);
  auto row = json::parse(finished.out);
  if (!row || !row->is_object()) {
    seen.reason = "no execution; oyer ended with " + std::to_string(finished.code) + ": " + finished.err;
    return seen;
  }
  const json::object& object = row->get_object();
  seen.reduced = is_reduced(object);
  seen.got = {ending_text(json::find(object, "ending")), "none", {}};
  seen.out = text_of(object, "stdout");
  seen.reason = text_of(object, "stderr");
  return seen;
}

}  // namespace

std::string ending_text(const json::value* ending) {
  if (ending == nullptr || !ending->is_object()) return "none";
  const json::object& object = ending->get_object();
  std::string text = text_of(object, "kind");
  for (const char* key : {"clock", "stream", "name"}) {
    if (const std::string word = text_of(object, key); !word.empty()) text += " " + word;
  }
  if (const json::value* code = json::find(object, "code")) text += " " + json::print(*code);
  if (const json::value* number = json::find(object, "signal")) {
    const char* name = ::sigabbrev_np(static_cast<int>(number->to_number<std::int64_t>()));
    text += std::string(" SIG") + (name == nullptr ? "?" : name);
  }
  return text;
}

std::string task_row(const std::string& id, const std::string& name, const std::string& wall_ms) {
  std::istringstream lines(test::bytes_of(hostile_folder() / "tasks.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    auto row = json::parse(line);
    if (!row || text_of(row->as_object(), "id") != id) continue;
    json::object& task = row->as_object();
    task["id"] = name;
    if (!wall_ms.empty()) task.at("limits").as_object()["wall_ms"] = std::stoul(wall_ms);
    return json::print(*row) + "\n";
  }
  throw std::runtime_error("tests/hostile/tasks.jsonl has no task " + id);
}

std::string candidate_row(const std::string& task, const std::string& text, bool whole, const std::string& language) {
  const json::object row{{"schema", "oyer.candidate/1"},
                         {"task_id", task},
                         {"language", language},
                         {whole ? "solution" : "completion", text}};
  return json::print(row) + "\n";
}

std::map<std::string, Observed> observe(const std::vector<HostileProgram>& programs) {
  std::map<std::string, Observed> table;
  std::vector<HostileProgram> functions;
  for (const HostileProgram& program : programs) {
    if (program.is_function())
      functions.push_back(program);
    else
      table[program.name] = program.is_source() ? observe_source(program) : observe_program(program);
  }
  observe_functions(functions, table);
  return table;
}

const Observed& observed(const HostileProgram& program) {
  static std::map<std::string, std::map<std::string, Observed>> groups;
  const std::string group = program.name.substr(0, 2);
  if (!groups.contains(group)) {
    std::vector<HostileProgram> members;
    for (HostileProgram& one : read_programs()) {
      if (one.name.substr(0, 2) == group) members.push_back(std::move(one));
    }
    groups[group] = observe(members);
  }
  return groups.at(group).at(program.name);
}

}  // namespace oyer::hostile
