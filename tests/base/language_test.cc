#include "base/language.h"

#include <gtest/gtest.h>

namespace oyer {
namespace {

TEST(Language, count_is_that_of_the_known_languages) {
  for (std::size_t i = 0; i < kLanguageCount; ++i) EXPECT_NE(name_of(static_cast<Language>(i)), "unknown") << i;
  EXPECT_EQ(name_of(static_cast<Language>(kLanguageCount)), "unknown");
}

TEST(Language, stable_names_are_read_back) {
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    const auto language = static_cast<Language>(i);
    EXPECT_EQ(parse_language(name_of(language)), language) << name_of(language);
  }
}

TEST(Language, usual_aliases_are_understood_and_others_are_not) {
  EXPECT_EQ(parse_language("py"), Language::python);
  EXPECT_EQ(parse_language("c++"), Language::cpp);
  EXPECT_EQ(parse_language("js"), Language::javascript);
  EXPECT_EQ(parse_language("ts"), Language::typescript);
  EXPECT_EQ(parse_language("rs"), Language::rust);
  EXPECT_EQ(parse_language("c#"), Language::csharp);
  EXPECT_EQ(parse_language("sh"), Language::bash);
  EXPECT_EQ(parse_language(""), std::nullopt);
  EXPECT_EQ(parse_language("Python"), std::nullopt);
  EXPECT_EQ(parse_language("cobol"), std::nullopt);
}

}  // namespace
}  // namespace oyer
