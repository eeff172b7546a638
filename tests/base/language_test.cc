#include "base/language.h"

#include <gtest/gtest.h>

namespace oyer {
namespace {

constexpr Language all[] = {Language::python,     Language::c,          Language::cpp, Language::java,
                            Language::javascript, Language::typescript, Language::go,  Language::rust};

TEST(Language, stable_names_are_read_back) {
  for (const Language language : all) EXPECT_EQ(parse_language(name_of(language)), language) << name_of(language);
}

TEST(Language, usual_aliases_are_understood_and_others_are_not) {
  EXPECT_EQ(parse_language("py"), Language::python);
  EXPECT_EQ(parse_language("c++"), Language::cpp);
  EXPECT_EQ(parse_language("js"), Language::javascript);
  EXPECT_EQ(parse_language("ts"), Language::typescript);
  EXPECT_EQ(parse_language("rs"), Language::rust);
  EXPECT_EQ(parse_language(""), std::nullopt);
  EXPECT_EQ(parse_language("Python"), std::nullopt);
  EXPECT_EQ(parse_language("cobol"), std::nullopt);
}

}  // namespace
}  // namespace oyer
