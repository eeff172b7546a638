#include "datasets/task_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <set>

#include "tests/datasets/scratch.h"

namespace oyer::datasets {
namespace {

using ::testing::HasSubstr;

template <class T>
T must(Result<T> result) {
  if (!result.has_value()) throw std::runtime_error(to_string(result.error()));
  return std::move(*result);
}

std::string refusal(const Result<std::vector<Task>>& tasks) { return tasks.has_value() ? "read" : tasks.error().what; }

// Replaces one piece of a good row; the piece must be there.
std::string with(std::string_view row, std::string_view piece, std::string_view instead) {
  std::string text(row);
  const std::size_t at = text.find(piece);
  if (at == std::string::npos) throw std::runtime_error("no such piece");
  return text.replace(at, piece.size(), instead);
}

// ---- one task of each format, whole --------------------------------------------------------------------------------

TEST(HumanEval, row_becomes_a_function_task) {
  const Task task = must(parse_humaneval_task(
      R"j({"task_id": "HumanEval/900", "prompt": "import math\n\ndef helper(x):\n    return x\n\n\n)j"
      R"j(@staticmethod\ndef twice(x):\n    \"\"\"Twice x.\"\"\"\n", )j"
      R"j("entry_point": "twice", "canonical_solution": "    return 2 * x\n", )j"
      R"j("test": "def check(candidate):\n    assert candidate(helper(2)) == 4", "level": 3})j"));
  Task expected;
  expected.id = "HumanEval/900";
  expected.benchmark = "humaneval";
  expected.prompt =
      "import math\n\ndef helper(x):\n    return x\n\n\n@staticmethod\ndef twice(x):\n    \"\"\"Twice x.\"\"\"\n";
  expected.entry_point = "twice";
  FunctionShape shape;
  shape.prelude = "import math\n\ndef helper(x):\n    return x\n\n\n";
  shape.candidate_names = {"twice"};
  shape.tests = {{"check", "def check(candidate):\n    assert candidate(helper(2)) == 4\ncheck(twice)\n"}};
  expected.shape = shape;
  expected.reference = expected.prompt + "    return 2 * x\n";
  expected.provenance.origin = "openai/human-eval";
  expected.extra["level"] = 3;
  EXPECT_EQ(task, expected);
}

TEST(Mbpp, full_row_becomes_a_function_task) {
  const Task task =
      must(parse_mbpp_task(R"j({"text": "Depth of a tree.", )j"
                           R"j("code": "class Leaf:\r\n  pass\r\ndef depth(t):\r\n  return 1", "task_id": 2000, )j"
                           R"j("test_setup_code": "root = Leaf()", "test_list": ["assert depth(root) == 1"], )j"
                           R"j("challenge_test_list": ["assert depth(root) > 0"]})j"));
  Task expected;
  expected.id = "Mbpp/2000";
  expected.benchmark = "mbpp";
  expected.prompt = "Depth of a tree.";
  expected.entry_point = "depth";
  FunctionShape shape;
  shape.setup = "root = Leaf()";
  shape.setup_time = SetupTime::after_candidate;
  shape.candidate_names = {"depth", "Leaf"};
  shape.tests = {{"test/0", "assert depth(root) == 1", Visibility::public_test},
                 {"challenge/0", "assert depth(root) > 0", Visibility::private_test, true}};
  expected.shape = shape;
  expected.reference = "class Leaf:\r\n  pass\r\ndef depth(t):\r\n  return 1";
  expected.provenance.origin = "google-research/mbpp";
  EXPECT_EQ(task, expected);
}

TEST(Mbpp, sanitized_row_takes_its_imports_first) {
  const Task task = must(parse_mbpp_task(
      R"j({"source_file": "a.ipynb", "task_id": 7, "prompt": "Root.", )j"
      R"j("code": "import sys, cmath\ndef root(x):\n  return x", )j"
      R"j("test_imports": ["import math"], "test_list": ["assert math.isclose(root(4), sys.maxsize)"]})j"));
  const auto& shape = std::get<FunctionShape>(task.shape);
  EXPECT_EQ(task.benchmark, "mbpp-sanitized");
  EXPECT_EQ(task.entry_point, "root");
  EXPECT_EQ(shape.prelude, "import math\nimport sys\n");
  EXPECT_EQ(shape.candidate_names, std::vector<std::string>{"root"});
  EXPECT_EQ(task.extra, (json::object{{"source_file", "a.ipynb"}}));
}

TEST(EvalPlus, inputs_keep_what_a_double_would_lose) {
  const Task task = must(parse_evalplus_task(
      R"j({"task_id": "Mbpp/124", "prompt": "P\n", "entry_point": "angle", )j"
      R"j("canonical_solution": "def angle(a, b): ...", "atol": 1e-4, )j"
      R"j("base_input": [["0", "1j"]], )j"
      R"j("plus_input": [[NaN, -Infinity], [123456789012345678901234567890, 1.50]], "contract": "assert a", )j"
      R"j("test": "unused", "assertion": "unused"})j"));
  Task expected;
  expected.id = "Mbpp/124";
  expected.benchmark = "mbpp+";
  expected.prompt = "P\n";
  expected.entry_point = "angle";
  CasesShape shape;
  shape.cases = {{"base/0", "base", R"j(["0", "1j"])j"},
                 {"plus/0", "plus", "[NaN, -Infinity]"},
                 {"plus/1", "plus", "[123456789012345678901234567890, 1.50]"}};
  shape.rebuild = {Rebuild::to_float, Rebuild::to_complex};
  shape.profile = "evalplus";
  shape.atol = 1e-4;
  shape.contract = "assert a";
  expected.shape = shape;
  expected.reference = "P\ndef angle(a, b): ...";
  expected.provenance.origin = "evalplus/mbppplus";
  EXPECT_EQ(task, expected);
}

// ../shared/reference/graders.md §3, "EvalPlus MBPP+ inputs", restated.
TEST(EvalPlus, rebuild_rules_are_those_of_the_published_table) {
  std::map<std::string, std::set<int>> found;
  for (int number = 1; number <= 1000; ++number) {
    const Task task = must(parse_evalplus_task(
        "{\"task_id\":\"Mbpp/" + std::to_string(number) +
        R"j(","prompt":"","entry_point":"f","canonical_solution":"","base_input":[[1]],"plus_input":[]})j"));
    std::string rules;
    for (const Rebuild rule : std::get<CasesShape>(task.shape).rebuild) rules += std::string(name_of(rule)) + " ";
    if (!rules.empty()) found[rules].insert(number);
  }
  EXPECT_EQ(found, (std::map<std::string, std::set<int>>{
                       {"tuple ", {2,   116, 132, 143, 222, 261, 273, 394, 399, 421, 424,
                                   429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809}},
                       {"list_of_tuples ", {63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780}},
                       {"tuple_of_tuples ", {259, 401, 445}},
                       {"list_of_tuples as_is ", {75, 413, 444, 753}},
                       {"as_is tuple ", {106, 750}},
                       {"list_of_sets ", {115}},
                       {"float complex ", {124}},
                       {"complex ", {252}},
                       {"tuple as_is ", {250, 307, 405, 446, 617, 720, 763, 808}},
                       {"tuple_of_list_tuples ", {278}},
                       {"dict_of_tuples as_is ", {722}},
                       {"tuples_deep ", {580, 615, 791}},
                   }));
}

// The whole of Oyer's format: every field given.
constexpr std::string_view own_function_task =
    R"j({"schema":"oyer.task/1","id":"t/1","benchmark":"mine","prompt":"Add.",)j"
    R"j("language":"python","entry_point":"add",)j"
    R"j("function":{"prelude":"import math\n","setup":"one = Box(1)\n","setup_time":"after_candidate",)j"
    R"j("candidate_names":["add","Box"],"tests":[{"id":"easy","code":"assert add(1, 2) == 3","visibility":"public"},)j"
    R"j({"id":"hard","code":"assert add(one, 2) == 3","visibility":"private","challenge":true}]},)j"
    R"j("reference":"def add(a, b): ...","isolation":"shared_process","origin":"me","generation":2,"parents":["t/0"],)j"
    R"j("limits":{"cpu_ms":1000,"wall_ms":2000,"memory_bytes":1048576},"note":{"any":[1,null]}})j";

constexpr std::string_view own_cases_task =
    R"j({"schema":"oyer.task/1","id":"t/2","benchmark":"","prompt":"Add.","language":"python","entry_point":"add",)j"
    R"j("cases":{"rebuild":["tuple","as_is"],"expected_rebuild":"tuple",)j"
    R"j("profile":"strict","atol":0.001,"oracle":"equal",)j"
    R"j("contract":"","tests":[{"id":"big","group":"plus","input":[ 99999999999999999999, NaN ],"expected":[1,  2],)j"
    R"j("visibility":"private"}]},"isolation":"separate_process","origin":"","generation":0,"parents":[]})j";

TEST(OyerTask, function_task_is_read_whole_and_printed_back) {
  Task expected;
  expected.id = "t/1";
  expected.benchmark = "mine";
  expected.prompt = "Add.";
  expected.entry_point = "add";
  FunctionShape shape;
  shape.prelude = "import math\n";
  shape.setup = "one = Box(1)\n";
  shape.setup_time = SetupTime::after_candidate;
  shape.candidate_names = {"add", "Box"};
  shape.tests = {{"easy", "assert add(1, 2) == 3", Visibility::public_test},
                 {"hard", "assert add(one, 2) == 3", Visibility::private_test, true}};
  expected.shape = shape;
  expected.reference = "def add(a, b): ...";
  expected.isolation = Isolation::shared_process;
  expected.provenance = {"me", 2, {"t/0"}};
  expected.cpu_ms = 1000;
  expected.wall_ms = 2000;
  expected.memory_bytes = 1048576;
  expected.extra["note"] = json::object{{"any", json::array{1, nullptr}}};
  EXPECT_EQ(must(parse_task(own_function_task)), expected);
  EXPECT_EQ(print_task(expected), own_function_task);
}

TEST(OyerTask, cases_task_is_read_whole_and_printed_back) {
  Task expected;
  expected.id = "t/2";
  expected.prompt = "Add.";
  expected.entry_point = "add";
  CasesShape shape;
  shape.cases = {{"big", "plus", "[ 99999999999999999999, NaN ]", "[1,  2]"}};
  shape.rebuild = {Rebuild::tuple, Rebuild::as_is};
  shape.expected_rebuild = Rebuild::tuple;
  shape.atol = 0.001;
  expected.shape = shape;
  EXPECT_EQ(must(parse_task(own_cases_task)), expected);
  EXPECT_EQ(print_task(expected), own_cases_task);
}

constexpr std::string_view own_stdio_task =
    R"j({"schema":"oyer.task/1","id":"t/3","benchmark":"","prompt":"Add.","language":"cpp",)j"
    R"j("stdio":{"checker":{"kind":"float_tokens","absolute":0.001,"relative":1e-6},"profile":"apps",)j"
    R"j("prelude":"import math\n","tests":[)j"
    R"j({"id":"a","group":"test","stdin":"1 2\n","stdout":"3\u0000\n","visibility":"public"},)j"
    R"j({"id":"b","group":"big","stdin":{"base64":"/w=="},"stdout":"","visibility":"private"}]},)j"
    R"j("isolation":"separate_process","origin":"","generation":0,"parents":[]})j";

TEST(OyerTask, stdio_task_is_read_whole_and_printed_back) {
  Task expected;
  expected.id = "t/3";
  expected.prompt = "Add.";
  expected.language = Language::cpp;
  StdioShape shape;
  shape.checker.kind = CheckerKind::float_tokens;
  shape.checker.absolute = 0.001;
  shape.checker.relative = 1e-6;
  shape.profile = "apps";
  shape.prelude = "import math\n";
  shape.tests = {{"a", "test", "1 2\n", std::string("3\0\n", 3), Visibility::public_test},
                 {"b", "big", "\xFF", "", Visibility::private_test}};
  expected.shape = shape;
  EXPECT_EQ(must(parse_task(own_stdio_task)), expected);
  EXPECT_EQ(print_task(expected), with(own_stdio_task, "1e-6", "1e-06"));
}

TEST(OyerTask, stdio_task_needs_no_more_than_inputs_and_outputs) {
  const Task task = must(parse_task(R"j({"schema":"oyer.task/1","id":1,"prompt":"",)j"
                                    R"j("stdio":{"tests":[{"stdin":"","stdout":"x"}]}})j"));
  StdioShape shape;
  shape.tests = {{"0", "test", "", "x"}};
  EXPECT_EQ(std::get<StdioShape>(task.shape), shape);
  EXPECT_EQ(shape.checker.kind, CheckerKind::tokens);
  EXPECT_EQ(must(parse_task(print_task(task))), task);
}

TEST(OyerTask, a_checker_is_named_alone_or_with_what_belongs_to_it) {
  const auto checker = [](const std::string& text) {
    const Task task = must(parse_task(R"j({"schema":"oyer.task/1","id":1,"prompt":"","stdio":{"checker":)j" + text +
                                      R"j(,"tests":[{"stdin":"","stdout":"x"}]}})j"));
    return std::get<StdioShape>(task.shape).checker;
  };
  EXPECT_EQ(checker("\"exact\"").kind, CheckerKind::exact);
  EXPECT_EQ(checker("{}").kind, CheckerKind::tokens);
  EXPECT_EQ(checker("null").kind, CheckerKind::tokens);
  Checker program;
  program.kind = CheckerKind::program;
  program.source = "int main() {}";
  program.language = Language::cpp;
  EXPECT_EQ(checker(R"j({"kind":"program","source":"int main() {}","language":"c++"})j"), program);
}

TEST(OyerTask, fields_of_a_benchmark_that_would_be_taken_for_ours_come_back) {
  const Task task = must(parse_mbpp_task(R"j({"text":"t","code":"def f(): ...","task_id":1,"test_list":["f()"],)j"
                                         R"j("id":5,"language":"en","extra":[],"n":1})j"));
  EXPECT_EQ(task.extra, (json::object{{"id", 5}, {"language", "en"}, {"extra", json::array{}}, {"n", 1}}));
  EXPECT_THAT(print_task(task), ::testing::EndsWith(R"j(,"n":1,"extra":{"id":5,"language":"en","extra":[]}})j"));
  EXPECT_EQ(must(parse_task(print_task(task))), task);
  EXPECT_EQ(parse_task(with(print_task(task), "{\"id\":5", "{\"n\":5")).error().what,
            "\"n\" stands in the task and in its \"extra\"; remove one of them");
}

TEST(OyerTask, a_field_without_a_name_comes_back) {
  const Task task =
      must(parse_mbpp_task(R"j({"text":"t","code":"def f(): ...","task_id":1,"test_list":["f()"],"":5})j"));
  EXPECT_THAT(print_task(task), ::testing::EndsWith(R"j(,"":5})j"));
  EXPECT_EQ(must(parse_task(print_task(task))), task);
}

TEST(OyerTask, what_is_not_given_is_found_in_the_code) {
  const Task task = must(
      parse_task(R"j({"schema":"oyer.task/1","id":7,"prompt":"","entry_point":"add","function":{"setup":"b = Box()",)j"
                 R"j("prelude":"def near(a, b):\n  return abs(a - b) < 1",)j"
                 R"j("tests":["assert near(add(b), 1)","assert sum(b) == len(b)"]},)j"
                 R"j("reference":"def sum(x): ..."})j"));
  FunctionShape shape;
  shape.prelude = "def near(a, b):\n  return abs(a - b) < 1";
  shape.setup = "b = Box()";
  shape.setup_time = SetupTime::after_candidate;
  shape.candidate_names = {"add", "Box", "sum"};
  shape.tests = {{"0", "assert near(add(b), 1)"}, {"1", "assert sum(b) == len(b)"}};
  EXPECT_EQ(std::get<FunctionShape>(task.shape), shape);
  EXPECT_EQ(task.id, "7");
}

// ---- refusals ------------------------------------------------------------------------------------------------------

struct Bad {
  std::string row;
  std::string message;
};

TEST(OyerTask, mistakes_are_told_with_field_and_remedy) {
  const std::string_view f = own_function_task;
  const std::string_view c = own_cases_task;
  const std::string_view s = own_stdio_task;
  const std::vector<Bad> mistakes = {
      {with(f, "oyer.task/1", "oyer.task/2"), "\"oyer.task/2\" is a newer format than this Oyer reads (oyer.task/1)"},
      {with(f, "oyer.task/1", "x"), "the task needs \"schema\" to be \"oyer.task/1\"; mend the field"},
      {with(f, "\"id\":\"t/1\",", ""), "the task has no field \"id\"; add it (docs/formats.md)"},
      {with(f, "\"id\":\"t/1\"", "\"id\":\"\""),
       "the task needs \"id\" to be a string that is not empty, or an integer; mend the field"},
      {with(f, "\"prompt\":\"Add.\"", "\"prompt\":1"), "the task needs \"prompt\" to be a string; mend the field"},
      {with(f, "\"python\"", "\"cobol\""),
       "the task needs \"language\" to be one of Oyer's languages (python, c, cpp); mend the field"},
      {with(f, "\"entry_point\":\"add\"", "\"entry_point\":\"\""),
       "the task needs \"entry_point\" to be a string that is not empty; mend the field"},
      {with(f, "\"function\"", "\"funktion\""),
       "the task must have one of \"function\", \"cases\" and \"stdio\", and no other"},
      {with(f, "\"prelude\"", "\"prelud\""),
       "\"function\" has an unknown field \"prelud\"; remove it or mend its name (docs/formats.md)"},
      {with(f, "\"private\"", "\"secret\""),
       "test 1 needs \"visibility\" to be one of \"public\", \"private\"; mend the field"},
      {with(f, "\"hard\"", "\"easy\""), "two tests have the id \"easy\"; give every test an id of its own"},
      {with(f, "\"hard\"", "\"h d\""), "the test id \"h d\" may only have letters, digits, '_', '.', '/', '-'"},
      {with(f, "\"challenge\":true", "\"challenge\":1"),
       "test 1 needs \"challenge\" to be true or false; mend the field"},
      {with(f, "[\"add\",\"Box\"]", "[\"Box\",\"add\"]"),
       "\"function\" needs \"candidate_names\" to be a list with the entry point first; mend the field"},
      {with(f, "\"generation\":2", "\"generation\":-2"),
       "the task needs \"generation\" to be a whole number, 0 or more; mend the field"},
      {with(f, "\"cpu_ms\":1000", "\"cpu_s\":1"),
       "\"limits\" has an unknown field \"cpu_s\"; remove it or mend its name (docs/formats.md)"},
      {with(c, "[ 99999999999999999999, NaN ]", "7"),
       "case 0 needs \"input\" to be the list of arguments; mend the field"},
      {with(c, ",\"expected\":[1,  2]", ""),
       "case \"big\" has nothing to be held against; give it \"expected\", or the task a \"reference\""},
      {with(c, "[\"tuple\",\"as_is\"]", "[\"eval\"]"),
       "\"cases\" needs \"rebuild\" to be of the rules in docs/formats.md, which \"eval\" is not; mend the field"},
      {with(c, "\"strict\"", "\"lenient\""),
       "\"cases\" needs \"profile\" to be one of \"strict\", \"evalplus\", \"apps\"; mend the field"},
      {with(c, "0.001", "-1"), "\"cases\" needs \"atol\" to be 0 or more; mend the field"},
      {with(c, "\"expected\":[1,  2]", "\"expected\":[1,  2"),
       "the task: not JSON at byte 337: ',' or ']' expected, something else found; write it as one JSON object"},
      {with(s, "\"language\":\"cpp\"", "\"entry_point\":\"f\""),
       "the task needs \"entry_point\" to be absent, since the candidate is a program; mend the field"},
      {with(s, "float_tokens", "floats"),
       "\"checker\" needs \"kind\" to be one of \"exact\", \"tokens\", \"float_tokens\", \"unordered_lines\", "
       "\"program\"; mend the field"},
      {with(s, "\"absolute\":0.001,\"relative\":1e-6", "\"absolute\":0"),
       "the checker \"float_tokens\" has no tolerance; give it \"absolute\" or \"relative\""},
      {with(s, "1e-6", "-1"), "\"checker\" needs \"relative\" to be 0 or more; mend the field"},
      {with(s, "{\"kind\":\"float_tokens\",\"absolute\":0.001,\"relative\":1e-6}", "\"program\""),
       "\"checker\" has no field \"source\"; add it (docs/formats.md)"},
      {with(s, "\"apps\"", "\"kattis\""),
       "\"stdio\" needs \"profile\" to be one of \"strict\", \"apps\", \"codecontests\"; mend the field"},
      {with(s, "\"1 2\\n\"", "12"), "test 0 needs \"stdin\" to be a string, or {\"base64\": \"...\"}; mend the field"},
      {with(s, "/w==", "/w="),
       "test 1 needs \"stdin\" to be bytes in base64, with padding and without line ends; mend the field"},
      {with(s, "\"id\":\"b\"", "\"id\":\"a\""), "two tests have the id \"a\"; give every test an id of its own"},
      {"[]", "the task: not JSON at byte 0: '{' expected, something else found; write it as one JSON object"},
  };
  for (const Bad& mistake : mistakes) {
    const Result<Task> task = parse_task(mistake.row);
    ASSERT_FALSE(task.has_value()) << mistake.row;
    EXPECT_EQ(task.error().what, mistake.message) << mistake.row;
  }
}

TEST(HumanEval, prelude_ends_at_the_last_top_level_definition) {
  const Task task = must(parse_humaneval_task(
      R"j({"task_id":"a","prompt":"def f(): ...\n\ndef f(x):\n    def f(y):\n        return y\n",)j"
      R"j("entry_point":"f","test":""})j"));
  EXPECT_EQ(std::get<FunctionShape>(task.shape).prelude, "def f(): ...\n\n");
  EXPECT_EQ(task.reference, std::nullopt);
}

TEST(HumanEval, prompt_without_the_entry_point_is_refused) {
  const auto task = parse_humaneval_task(
      R"j({"task_id":"a","prompt":"Write f.","entry_point":"f","canonical_solution":"","test":""})j");
  ASSERT_FALSE(task.has_value());
  EXPECT_EQ(task.error().what,
            "the prompt does not define the entry point \"f\"; name the function that the prompt begins");
}

TEST(Mbpp, task_without_tests_or_entry_point_is_refused) {
  const std::string row = R"j({"text":"","code":"def f(): ...","task_id":1,"test_list":["assert f() == 1"]})j";
  EXPECT_TRUE(parse_mbpp_task(row).has_value());
  EXPECT_EQ(parse_mbpp_task(with(row, "[\"assert f() == 1\"]", "[]")).error().what,
            "the task has no tests; fill \"test_list\"");
  EXPECT_EQ(parse_mbpp_task(with(row, "assert f()", "assert len(g())")).error().what,
            "the first test calls nothing that \"code\" defines; mend one of the two");
}

TEST(EvalPlus, odd_rows_are_refused) {
  const std::string row = R"j({"task_id":"Mbpp/1","prompt":"","entry_point":"f","canonical_solution":"",)j"
                          R"j("base_input":[[1]],"plus_input":{}})j";
  EXPECT_EQ(std::get<CasesShape>(must(parse_evalplus_task(row)).shape).cases.size(), 1U);
  EXPECT_EQ(parse_evalplus_task(with(row, "Mbpp/1", "X/1")).error().what,
            "the id \"X/1\" is of neither set; write HumanEval/N or Mbpp/N");
  EXPECT_EQ(parse_evalplus_task(with(row, "Mbpp/1", "Mbpp/x")).error().what,
            "the id \"Mbpp/x\" has no number; write HumanEval/N or Mbpp/N");
  EXPECT_EQ(parse_evalplus_task(with(row, "[[1]]", "[1]")).error().what,
            "an EvalPlus task needs \"base_input\" to be a list of argument lists; mend the field");
}

TEST(TaskFiles, places_and_remedies_of_bad_files) {
  const Scratch scratch;
  const std::string good(own_function_task);
  const auto twice = scratch.file("twice.jsonl", good + "\n\n" + good + "\n");
  EXPECT_EQ(refusal(load_tasks(twice)),
            twice.string() + ":3: the id \"t/1\" occurs already in line 1; give every " + "task an id of its own");
  const auto cut = scratch.file("cut.jsonl", good + "\n" + good.substr(0, 40));
  EXPECT_EQ(refusal(load_tasks(cut)), cut.string() + ":2: the task: not JSON at byte 40: the end of the string " +
                                          "expected, the end of the text found; write it as one JSON object");
  const auto latin = scratch.file("latin.jsonl", with(good, "Add.", "\xE9"));
  EXPECT_THAT(refusal(load_tasks(latin)), HasSubstr(latin.string() + ":1: the line is not UTF-8"));
  const auto empty = scratch.file("empty.jsonl", "\n");
  EXPECT_EQ(refusal(load_tasks(empty)), empty.string() + ": the file has no tasks; name another file");
  const auto absent = load_tasks(scratch.at("absent.jsonl"));
  ASSERT_FALSE(absent.has_value());
  EXPECT_EQ(absent.error().kind, Error::Kind::not_found);
  EXPECT_THAT(refusal(load_tasks(scratch.at(""))), HasSubstr("is a directory"));
}

TEST(TaskFiles, line_of_200_megabytes_is_refused_not_held) {
  const Scratch scratch;
  const auto path = scratch.at("long.jsonl.gz");
  gzFile file = gzopen(path.c_str(), "wb1");
  const std::string chunk(1U << 20U, 'x');
  ASSERT_GT(gzputs(file, "{\"schema\":\""), 0);
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(gzwrite(file, chunk.data(), static_cast<unsigned>(chunk.size())), static_cast<int>(chunk.size()));
  }
  gzclose(file);
  EXPECT_EQ(refusal(load_tasks(path)),
            path.string() + ":1: the line is longer than 64 MiB; split the row or raise the limit");
}

TEST(TaskFiles, benchmarks_are_not_taken_for_one_another) {
  const Scratch scratch;
  const auto path =
      scratch.file("m.json",
                   "[\n{\"text\":\"\",\"code\":\"def f(): ...\",\"task_id\":1,\"test_list\":[\"f()\"]},\n"
                   "{\"prompt\":\"\",\"code\":\"def f(): ...\",\"task_id\":2,\"test_list\":[\"f()\"]}]\n");
  EXPECT_EQ(refusal(load_mbpp(path)), path.string() + ":3: a task of mbpp-sanitized among those of mbpp; put each " +
                                          "benchmark into a file of its own");
  EXPECT_EQ(refusal(load_benchmark("swe", path)),
            "no benchmark is called \"swe\"; there are humaneval, mbpp, humaneval+, mbpp+, apps and codecontests");
}

TEST(TaskIndex, mbpp_is_found_under_every_usual_id) {
  const std::vector<Task> tasks{
      must(parse_mbpp_task(R"j({"text":"","code":"def f(): ...","task_id":42,"test_list":["f()"]})j"))};
  const TaskIndex index(tasks);
  for (const char* id : {"Mbpp/42", "MBPP/42", "mbpp/42", "42"}) EXPECT_EQ(index.find(id), &tasks[0]) << id;
  EXPECT_EQ(index.find("4"), nullptr);
  EXPECT_EQ(index.find(""), nullptr);
}

// ---- the real files ------------------------------------------------------------------------------------------------

std::map<std::string, Task> by_id(const std::vector<Task>& tasks) {
  std::map<std::string, Task> map;
  for (const Task& task : tasks) map.emplace(task.id, task);
  return map;
}

const FunctionShape& function_of(const Task& task) { return std::get<FunctionShape>(task.shape); }
const CasesShape& cases_of(const Task& task) { return std::get<CasesShape>(task.shape); }

// Every task survives Oyer's own format.
void expect_round_trip(const std::vector<Task>& tasks) {
  for (const Task& task : tasks) {
    const Result<Task> again = parse_task(print_task(task));
    ASSERT_TRUE(again.has_value()) << task.id << ": " << again.error().what;
    ASSERT_EQ(*again, task);
  }
}

TEST(RealFiles, humaneval_has_164_tasks) {
  OYER_NEEDS_SHARED_DATA();
  const std::vector<Task> tasks = must(load_benchmark("humaneval", shared_data() / "humaneval/HumanEval.jsonl.gz"));
  ASSERT_EQ(tasks.size(), 164U);
  std::set<std::string> with_functions;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_EQ(tasks[i].id, "HumanEval/" + std::to_string(i));
    EXPECT_EQ(function_of(tasks[i]).candidate_names, std::vector<std::string>{tasks[i].entry_point}) << tasks[i].id;
    EXPECT_EQ(function_of(tasks[i]).tests.size(), 1U);
    if (function_of(tasks[i]).prelude.find("def ") != std::string::npos) with_functions.insert(tasks[i].id);
  }
  EXPECT_EQ(with_functions, (std::set<std::string>{"HumanEval/10", "HumanEval/32", "HumanEval/38", "HumanEval/50"}));
  EXPECT_EQ(function_of(tasks[0]).prelude, "from typing import List\n\n\n");
  EXPECT_EQ(tasks[0].entry_point, "has_close_elements");
  EXPECT_THAT(function_of(tasks[32]).tests[0].code, ::testing::EndsWith("\ncheck(find_zero)\n"));
  expect_round_trip(tasks);
}

TEST(RealFiles, mbpp_has_974_tasks) {
  OYER_NEEDS_SHARED_DATA();
  const std::vector<Task> list = must(load_benchmark("mbpp", shared_data() / "mbpp/mbpp.jsonl"));
  ASSERT_EQ(list.size(), 974U);
  EXPECT_EQ(list.front().benchmark, "mbpp");
  std::map<std::string, std::vector<std::string>> several;
  std::set<std::string> late, with_prelude, with_challenges;
  for (const Task& task : list) {
    const FunctionShape& shape = function_of(task);
    if (shape.candidate_names.size() > 1) several[task.id] = shape.candidate_names;
    if (shape.setup_time == SetupTime::after_candidate) late.insert(task.id);
    if (!shape.prelude.empty()) with_prelude.insert(task.id + " " + shape.prelude);
    if (shape.tests.back().challenge) with_challenges.insert(task.id);
  }
  EXPECT_EQ(several, (std::map<std::string, std::vector<std::string>>{{"Mbpp/367", {"is_tree_balanced", "Node"}},
                                                                      {"Mbpp/601", {"max_chain_length", "Pair"}},
                                                                      {"Mbpp/927", {"max_height", "Node"}}}));
  EXPECT_EQ(late, (std::set<std::string>{"Mbpp/367", "Mbpp/927"}));
  EXPECT_EQ(with_prelude, std::set<std::string>{"Mbpp/596 import sys\n"});
  EXPECT_EQ(with_challenges.size(), 11U);
  const auto tasks = by_id(list);
  EXPECT_EQ(tasks.at("Mbpp/126").entry_point, "sum");
  EXPECT_EQ(tasks.at("Mbpp/1").entry_point, "min_cost");
  EXPECT_EQ(function_of(tasks.at("Mbpp/1")).tests.size(), 3U);
  expect_round_trip(list);
}

TEST(RealFiles, sanitized_mbpp_has_427_tasks) {
  OYER_NEEDS_SHARED_DATA();
  const std::vector<Task> tasks = must(load_benchmark("mbpp", shared_data() / "mbpp/sanitized-mbpp.json"));
  ASSERT_EQ(tasks.size(), 427U);
  EXPECT_EQ(tasks.front().benchmark, "mbpp-sanitized");
  std::size_t with_math = 0;
  for (const Task& task : tasks) {
    const FunctionShape& shape = function_of(task);
    EXPECT_EQ(shape.candidate_names, std::vector<std::string>{task.entry_point}) << task.id;
    with_math += shape.prelude == "import math\n" ? 1U : 0U;
  }
  EXPECT_EQ(with_math, 13U);
  EXPECT_EQ(tasks[0].id, "Mbpp/2");
  EXPECT_EQ(tasks[0].entry_point, "similar_elements");
  expect_round_trip(tasks);
}

std::size_t count_group(const Task& task, std::string_view group) {
  std::size_t count = 0;
  for (const Case& one : cases_of(task).cases) count += one.group == group ? 1U : 0U;
  return count;
}

TEST(RealFiles, humaneval_plus_has_164_tasks) {
  OYER_NEEDS_SHARED_DATA();
  const std::vector<Task> tasks = must(load_benchmark("humaneval+", shared_data() / "evalplus/HumanEvalPlus.jsonl.gz"));
  ASSERT_EQ(tasks.size(), 164U);
  std::map<std::string, double> tolerant;
  for (const Task& task : tasks) {
    if (cases_of(task).atol != 0) tolerant[task.id] = cases_of(task).atol;
    EXPECT_EQ(cases_of(task).oracle, task.id == "HumanEval/32" ? Oracle::evalplus_humaneval_32 : Oracle::equal);
    EXPECT_TRUE(cases_of(task).rebuild.empty());
  }
  EXPECT_EQ(tolerant.size(), 3U);
  EXPECT_EQ(tolerant.at("HumanEval/32"), 1e-4);
  EXPECT_EQ(count_group(tasks[0], "base"), 7U);
  EXPECT_EQ(count_group(tasks[0], "plus"), 999U);
  EXPECT_EQ(cases_of(tasks[0]).cases[0], (Case{"base/0", "base", "[[1.0, 2.0, 3.9, 4.0, 5.0, 2.2], 0.3]"}));
  expect_round_trip(tasks);
}

TEST(RealFiles, mbpp_plus_has_378_tasks) {
  OYER_NEEDS_SHARED_DATA();
  const std::vector<Task> list = must(load_benchmark("mbpp+", shared_data() / "evalplus/MbppPlus.jsonl.gz"));
  ASSERT_EQ(list.size(), 378U);
  const auto tasks = by_id(list);
  std::map<std::string_view, std::set<std::string>> by_oracle;
  std::map<std::vector<Rebuild>, std::size_t> by_rule;
  for (const Task& task : list) {
    by_oracle[name_of(cases_of(task).oracle)].insert(task.entry_point);
    ++by_rule[cases_of(task).rebuild];
  }
  EXPECT_EQ(by_oracle["not_none"], (std::set<std::string>{"check_str", "text_match_three", "text_starta_endb"}));
  EXPECT_EQ(by_oracle["set_equal"],
            (std::set<std::string>{"similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly",
                                   "larg_nnum", "find_dissimilar", "Diff"}));
  EXPECT_EQ(by_oracle["evalplus_mbpp_581"], std::set<std::string>{"surface_Area"});
  EXPECT_EQ(by_oracle["evalplus_mbpp_558"], std::set<std::string>{"digit_distance_nums"});
  EXPECT_EQ(by_rule[{Rebuild::tuple}], 20U);
  EXPECT_EQ(by_rule[{Rebuild::tuples_deep}], 3U);
  EXPECT_EQ(count_group(tasks.at("Mbpp/793"), "plus"), 0U);
  EXPECT_THAT(cases_of(tasks.at("Mbpp/404")).cases,
              ::testing::Contains(::testing::Field(&Case::input_json, HasSubstr("[-Infinity, Infinity"))));
  expect_round_trip(list);
}

TEST(RealFiles, one_benchmark_given_for_another_is_refused) {
  OYER_NEEDS_SHARED_DATA();
  const auto path = shared_data() / "evalplus/MbppPlus.jsonl.gz";
  EXPECT_EQ(refusal(load_benchmark("humaneval+", path)),
            path.string() + ": the file holds mbpp+, not humaneval+; name the file of that benchmark");
  EXPECT_THAT(refusal(load_benchmark("humaneval", path)), HasSubstr(path.string() + ":1: "));
}

}  // namespace
}  // namespace oyer::datasets
