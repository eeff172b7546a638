// The cases of answers/*.txt: what a model wrote, and what of it is the answer.
//
//   === name_of_the_case
//   --- prompt | entry NAME | requires NAME ... | stop TEXT     (each optional)
//   --- completion
//   --- answer FORM FLAG ...      or      --- no code
//
// A section's text is the lines behind its head. With the word `escaped` at the end of the head, the text loses its
// final line break and \n \r \t \\ \xNN are replaced. Flags are the fields of Answer by name; those not named are off.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "parsers/answer.h"

namespace oyer::parsers {
namespace {

struct Case {
  std::string file, name;
  std::string completion;
  AnswerHints hints;
  bool no_code = false;
  std::vector<std::string> expected_words;  // form and flags, sorted
  std::string expected_code;
};

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    if (c == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
    }
  }
  return out;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

void apply(Case& one, std::vector<std::string> head, std::string text) {
  if (!head.empty() && head.back() == "escaped") {
    head.pop_back();
    if (!text.empty()) text.pop_back();
    text = unescaped(text);
  }
  const std::string what = head.front();
  head.erase(head.begin());
  if (what == "prompt")
    one.hints.prompt = text;
  else if (what == "entry")
    one.hints.entry_point = head.at(0);
  else if (what == "requires")
    one.hints.required_names = head;
  else if (what == "stop")
    one.hints.stop_words.push_back(unescaped(head.at(0)));
  else if (what == "completion")
    one.completion = text;
  else if (what == "no")
    one.no_code = true;
  else if (what == "answer") {
    std::sort(head.begin(), head.end());
    one.expected_words = head;
    one.expected_code = text;
  } else {
    ADD_FAILURE() << one.file << ": " << one.name << ": unknown section '" << what << "'";
  }
}

std::vector<Case> cases_of(const std::filesystem::path& path) {
  std::vector<Case> cases;
  std::vector<std::string> head;
  std::string text;
  const auto finish_section = [&] {
    if (!head.empty()) apply(cases.back(), head, text);
    head.clear();
    text.clear();
  };
  std::istringstream stream(*read_file(path));
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("=== ")) {
      finish_section();
      cases.push_back({path.filename().string(), line.substr(4), {}, {}, false, {}, {}});
    } else if (line.starts_with("--- ")) {
      finish_section();
      head = words_of(line.substr(4));
    } else {
      text += line + "\n";
    }
  }
  finish_section();
  return cases;
}

std::vector<Case> all_cases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(OYER_SOURCE_DIR "/tests/parsers/answers"))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Case> cases;
  for (const auto& path : paths)
    for (Case& one : cases_of(path)) cases.push_back(std::move(one));
  return cases;
}

std::vector<std::string> words_of(const Answer& answer) {
  std::vector<std::string> words{std::string(name_of(answer.form))};
  const std::map<std::string, bool> flags = {{"syntax_errors", answer.syntax_errors},
                                             {"unclosed_fence", answer.unclosed_fence},
                                             {"merged", answer.merged},
                                             {"reindented", answer.reindented},
                                             {"trimmed", answer.trimmed},
                                             {"oversized", answer.oversized}};
  for (const auto& [name, on] : flags)
    if (on) words.push_back(name);
  std::sort(words.begin(), words.end());
  return words;
}

class AnswerCases : public ::testing::TestWithParam<Case> {};

TEST_P(AnswerCases, give_the_expected_answer) {
  const Case& one = GetParam();
  const auto answer = extract_answer(one.completion, Language::python, one.hints);
  if (one.no_code) {
    EXPECT_FALSE(answer.has_value()) << "found as code:\n" << answer->code;
    return;
  }
  ASSERT_TRUE(answer.has_value()) << "no code found";
  EXPECT_EQ(answer->code, one.expected_code);
  EXPECT_EQ(words_of(*answer), one.expected_words);
}

INSTANTIATE_TEST_SUITE_P(Corpus, AnswerCases, ::testing::ValuesIn(all_cases()), [](const auto& one) {
  const std::string& file = one.param.file;
  return file.substr(0, file.find('.')) + "_" + one.param.name;
});

}  // namespace
}  // namespace oyer::parsers
