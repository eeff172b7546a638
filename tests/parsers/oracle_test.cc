// Answers and names held against real completions and against CPython itself. Needs ../shared/data beside the checkout;
// where that folder is absent the tests skip and say so, where it is present and a file lacks they fail.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "parsers/answer.h"
#include "parsers/names.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace oyer::parsers {
namespace {

const std::filesystem::path kData = std::filesystem::path(OYER_SOURCE_DIR) / "../shared/data";

std::vector<json::object> rows_of(const std::string& file) {
  std::vector<json::object> rows;
  auto reader = JsonlReader::open(kData / file);
  EXPECT_TRUE(reader.has_value()) << file;
  while (reader.has_value()) {
    auto row = reader->next();
    EXPECT_TRUE(row.has_value()) << file;
    if (!row.has_value() || !row->has_value()) break;
    rows.push_back(std::move((*row)->row));
  }
  return rows;
}

std::string text_at(const json::object& row, std::string_view key) {
  const auto* value = json::find_string(row, key);
  return value == nullptr ? std::string{} : std::string(json::view(*value));
}

class Oracle : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kData)) GTEST_SKIP() << "no benchmark data at ../shared/data";
  }

  // Writes rows for a Python program and gives its output, one line a problem.
  std::string judged(const std::string& program, const std::vector<json::object>& rows) {
    std::string lines;
    for (const auto& row : rows) lines += json::print(row) + "\n";
    const auto path = folder_.path() / "rows.jsonl";
    EXPECT_TRUE(write_file(path, lines).has_value());
    const auto run = test::run_python(
        "import json, sys, ast, warnings\nwarnings.simplefilter('ignore')\n"
        "rows = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]\n" +
            program,
        {path.string()});
    EXPECT_EQ(run.status, 0) << run.err;
    return run.out;
  }

  test::TemporaryFolder folder_;
};

constexpr const char* kDefines = R"(
for row in rows:
    try:
        tree = ast.parse(row['code'])
        compile(tree, 'answer', 'exec')
        names = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        if row['entry'] not in names: print(row['id'], 'does not define', row['entry'])
    except SyntaxError as e: print(row['id'], e)
)";

// What a model may do to a reference solution on its way to us.
struct Dressing {
  std::string name;
  std::function<std::string(const std::string& prompt, const std::string& solution)> put_on;
};

std::string without_margin(const std::string& text) {
  std::string out = "\n" + text;
  for (auto at = out.find("\n    "); at != std::string::npos; at = out.find("\n    ", at + 1)) out.erase(at + 1, 4);
  return out.substr(1);
}

const Dressing kDressings[] = {
    {"continuation", [](const auto&, const auto& s) { return s; }},
    {"whole program", [](const auto& p, const auto& s) { return p + s; }},
    {"first line stripped", [](const auto&, const auto& s) { return s.substr(s.find_first_not_of(" \n")); }},
    {"indentation lost", [](const auto&, const auto& s) { return without_margin(s); }},
    {"tests behind", [](const auto&, const auto& s) { return s + "\n\nassert check(\nprint('unfinished"; }},
    {"fenced program",
     [](const auto& p, const auto& s) { return "Sure:\n```python\n" + p + s + "```\nThat's it (I hope.\n"; }},
    {"fenced body", [](const auto&, const auto& s) { return "The body:\n```python\n" + s + "```\nThat is all.\n"; }},
    {"among prose",
     [](const auto& p, const auto& s) { return "Here it is.\n\n" + p + s + "\n\nIt isn't (too) hard.\n"; }},
};

TEST_F(Oracle, every_humaneval_solution_comes_out_of_every_dressing) {
  const auto tasks = rows_of("humaneval/HumanEval.jsonl.gz");
  ASSERT_EQ(tasks.size(), 164U);
  std::vector<json::object> rows;
  for (const auto& dressing : kDressings) {
    for (const auto& task : tasks) {
      AnswerHints hints{text_at(task, "prompt"), text_at(task, "entry_point"), {}, {"\nclass", "\ndef", "\n#", "\nif"}};
      const auto solution = text_at(task, "canonical_solution");
      const auto answer = extract_answer(dressing.put_on(hints.prompt, solution), Language::python, hints);
      const auto id = text_at(task, "task_id") + ", " + dressing.name;
      ASSERT_TRUE(answer.has_value()) << id;
      EXPECT_FALSE(answer->syntax_errors) << id;
      if (dressing.name == "continuation") {
        EXPECT_EQ(answer->code, hints.prompt + solution) << id;
      }
      rows.push_back(
          {{"id", id}, {"code", answer->code}, {"entry", hints.entry_point}, {"expected", hints.prompt + solution}});
    }
  }
  EXPECT_EQ(judged(kDefines, rows), "");
  // Whatever the dressing, the function is the same.
  EXPECT_EQ(judged(R"(
def function(code, name):
    found = [n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef) and n.name == name]
    return ast.dump(ast.Module(found[-1].body[-1:], []))
for row in rows:
    if function(row['code'], row['entry']) != function(row['expected'], row['entry']): print(row['id'])
)",
                   rows),
            "");
}

TEST_F(Oracle, every_mbpp_solution_is_returned_byte_for_byte) {
  const auto tasks = rows_of("mbpp/mbpp.jsonl");
  ASSERT_EQ(tasks.size(), 974U);
  for (const auto& task : tasks) {
    const auto code = text_at(task, "code");
    AnswerHints hints;
    hints.prompt = text_at(task, "text");
    for (const auto& with : {AnswerHints{}, hints}) {
      const auto answer = extract_answer(code, Language::python, with);
      ASSERT_TRUE(answer.has_value()) << task.at("task_id");
      EXPECT_EQ(answer->code, code) << task.at("task_id");
      EXPECT_EQ(answer->form, AnswerForm::raw) << task.at("task_id");
      EXPECT_FALSE(answer->syntax_errors) << task.at("task_id");
    }
  }
}

TEST_F(Oracle, every_graded_program_is_returned_byte_for_byte) {
  std::size_t empty = 0;
  std::size_t kept = 0;
  for (const char* file :
       {"llama-3-8b-instruct.humaneval.json", "llama-3-8b-instruct.mbpp.json", "mistral-7b-instruct.humaneval.json"}) {
    const auto text = read_file(kData / "evalplus-graded" / file);
    ASSERT_TRUE(text.has_value()) << file;
    const auto root = json::parse(*text);
    ASSERT_TRUE(root.has_value()) << file;
    for (const auto& [task, samples] : root->at("eval").as_object()) {
      const auto solution = text_at(samples.as_array().at(0).as_object(), "solution");
      const auto answer = extract_answer(solution, Language::python);
      if (solution.empty()) {
        EXPECT_FALSE(answer.has_value()) << task;
        ++empty;
        continue;
      }
      ASSERT_TRUE(answer.has_value()) << task;
      EXPECT_EQ(answer->code, solution) << task;
      ++kept;
    }
  }
  EXPECT_EQ(kept, 669U);
  EXPECT_EQ(empty, 37U);  // the model gave nothing, and EvalPlus failed it
}

// The field cuts a continuation at the first stop word. Ours must compile wherever that compiles and adds a statement.
TEST_F(Oracle, codegen_continuations_compile_wherever_the_plain_cut_does) {
  const auto tasks = rows_of("codet/humaneval-codegen16b-100-samples.jsonl.gz");
  ASSERT_EQ(tasks.size(), 164U);
  std::vector<json::object> rows;
  for (const auto& task : tasks) {
    AnswerHints hints;
    hints.prompt = text_at(task, "prompt");
    hints.stop_words = {"\nclass", "\ndef", "\n#", "\nif", "\nprint"};
    for (const auto& sample : task.at("samples").as_array()) {
      const std::string completion(json::view(sample.as_string()));
      std::size_t cut = completion.size();
      for (const auto& word : hints.stop_words) cut = std::min(cut, completion.find(word));
      const auto answer = extract_answer(completion, Language::python, hints);
      json::object row{{"prompt", hints.prompt}, {"plain", hints.prompt + completion.substr(0, cut)}};
      if (answer) row["code"] = answer->code;
      rows.push_back(std::move(row));
    }
  }
  ASSERT_EQ(rows.size(), 16'400U);
  EXPECT_EQ(judged(R"(
def compiles(code):
    try: return compile(code, 'answer', 'exec') is not None
    except (SyntaxError, ValueError): return False
def statements(code):
    bodies = [n.body for n in ast.parse(code).body if isinstance(n, ast.FunctionDef)]
    return sum(not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) for n in bodies[-1])
plain = ours = lost = empty = 0
for row in rows:
    old = compiles(row['plain'])
    new = 'code' in row and compiles(row['code'])
    if old and statements(row['plain']) == statements(row['prompt'] + '    pass') - 1:
        empty += 1
        continue
    plain += old
    ours += new
    lost += old and not new
print('lost', lost)
print('at least as many', ours >= plain)
print('with a body', plain > 13000)
)",
                   rows),
            "lost 0\nat least as many True\nwith a body True\n");
}

// defined_names and free_names against the symbol tables of CPython's own compiler.
TEST_F(Oracle, names_agree_with_cpythons_symbol_tables) {
  std::vector<json::object> rows;
  const auto add = [&](const std::string& id, const std::string& code) {
    json::array defined, free, modules;
    for (const auto& name : defined_names(Language::python, code)) defined.emplace_back(name);
    for (const auto& name : free_names(Language::python, code)) free.emplace_back(name);
    for (const auto& name : imported_modules(Language::python, code)) modules.emplace_back(name);
    rows.push_back({{"id", id}, {"code", code}, {"defined", defined}, {"free", free}, {"modules", modules}});
  };
  for (const auto& task : rows_of("mbpp/mbpp.jsonl")) {
    add("code " + text_at(task, "text"), text_at(task, "code"));
    for (const auto& line : task.at("test_list").as_array()) add("test", std::string(json::view(line.as_string())));
  }
  for (const auto& task : rows_of("humaneval/HumanEval.jsonl.gz"))
    add(text_at(task, "task_id"),
        text_at(task, "prompt") + text_at(task, "canonical_solution") + text_at(task, "test"));
  EXPECT_EQ(judged(R"(
import symtable
def walk(table):
    yield table
    for child in table.get_children(): yield from walk(child)
for row in rows:
    top = symtable.symtable(row['code'], 'code', 'exec')
    defined = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    used = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    for table in walk(top):
        if table is top: continue
        for s in table.get_symbols():
            if s.is_global():
                if s.is_assigned(): defined.add(s.get_name())
                if s.is_referenced(): used.add(s.get_name())
    modules = set()
    for node in ast.walk(ast.parse(row['code'])):
        if isinstance(node, ast.Import): modules |= {a.name.split('.')[0] for a in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level: modules.add(node.module.split('.')[0])
    for what, expected in [('defined', defined), ('free', used - defined), ('modules', modules)]:
        if set(row[what]) != expected: print(row['id'], what, set(row[what]) ^ expected)
)",
                   rows),
            "");
}

}  // namespace
}  // namespace oyer::parsers
