// oyer parse over folders as people name them: a whole project, or one folder of it.
#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

class Parse : public ::testing::Test {
 protected:
  // "from to status strength", a line for each edge.
  std::string edges_of(const std::string& folder) {
    const Ended ended = place_.oyer({"parse", place_.path(folder), "--graph", "--json"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    std::string lines;
    const json::value graph = *json::parse(ended.out);
    for (const json::value& edge : graph.at("edges").as_array())
      for (const char* key : {"from", "to", "status", "strength"})
        lines += std::string(edge.at(key).as_string()) + (std::string_view(key) == "strength" ? "\n" : " ");
    return lines;
  }
  Place place_;
};

TEST_F(Parse, package_by_itself_knows_its_own_name) {
  place_.write("site/shop/__init__.py", "");
  place_.write("site/shop/cart.py", "from shop.price import total\nimport shop.tools.text\n");
  place_.write("site/shop/price.py", "def total(): return 1\n");
  place_.write("site/shop/tools/__init__.py", "");
  place_.write("site/shop/tools/text.py", "from shop.tools.words import words\nfrom shop import price\n");
  place_.write("site/shop/tools/words.py", "words = []\n");
  EXPECT_EQ(edges_of("site/shop"),
            "cart.py price.py unique strong\n"
            "cart.py tools/text.py unique strong\n"
            "tools/text.py __init__.py unique weak\n"
            "tools/text.py price.py unique strong\n"
            "tools/text.py tools/words.py unique strong\n");
  EXPECT_EQ(edges_of("site/shop/tools/"), "text.py words.py unique strong\n");
  std::filesystem::create_directory_symlink(place_.path("site/shop/tools"), place_.path("link"));
  EXPECT_EQ(edges_of("link/../tools"), "text.py words.py unique strong\n");
}

TEST_F(Parse, folder_of_a_repository_knows_names_from_its_root) {
  place_.write("me/.git/HEAD", "");
  place_.write("me/base/file.cc", "#include \"base/file.h\"\n");
  place_.write("me/base/file.h", "#include \"base/fd.h\"\n#include \"cli/table.h\"\n");
  place_.write("me/base/fd.h", "");
  place_.write("me/cli/table.h", "#include \"base/fd.h\"\n");
  EXPECT_EQ(edges_of("me/base"), "file.cc file.h unique strong\nfile.h fd.h unique strong\n");
}

TEST_F(Parse, manifests_above_the_folder_are_read) {
  place_.write("shop/go.mod", "module example.com/shop\n\ngo 1.21\n");
  place_.write("shop/internal/cart/cart.go",
               "package cart\n\nimport \"example.com/shop/internal/price\"\n\nvar One = price.Of(1)\n");
  place_.write("shop/internal/price/price.go", "package price\n\nfunc Of(n int) int { return n }\n");
  EXPECT_EQ(edges_of("shop/internal"), "cart/cart.go price/price.go unique strong\n");
  place_.write("web/tsconfig.json", R"({"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}})");
  place_.write("web/src/app.ts", "import { total } from '@/price';\nexport const one = total;\n");
  place_.write("web/src/price.ts", "export const total = 1;\n");
  EXPECT_EQ(edges_of("web/src"), "app.ts price.ts unique strong\n");
}

TEST_F(Parse, maps_and_imports_name_files_from_the_folder) {
  place_.write("site/shop/__init__.py", "");
  place_.write("site/shop/cart.py", "from shop.price import total\n\ndef pay(): return total()\n");
  place_.write("site/shop/price.py", "def total(): return 1\n");
  const Ended map = place_.oyer({"parse", place_.path("site/shop"), "--map", "100"});
  EXPECT_EQ(map.code, 0) << map.err;
  EXPECT_EQ(map.out, "price.py:\n  def total()\n__init__.py:\ncart.py:\n  def pay()\n");
  const Ended imports = place_.oyer({"parse", place_.path("site/shop"), "--imports"});
  EXPECT_EQ(imports.out, "__init__.py\ncart.py\n    1  shop.price : total  unique price.py\nprice.py\n");
}

TEST_F(Parse, one_file_is_an_outline) {
  const Ended ended = place_.oyer({"parse", place_.write("price.py", "class Price:\n    def of(self, n): return n\n")});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "    1  class Price\n    2    def of(self, n)\n");
}

TEST_F(Parse, what_is_not_there_or_of_no_language_is_told) {
  EXPECT_EQ(place_.oyer({"parse", place_.path("none")}).code, 65);
  const Ended text = place_.oyer({"parse", place_.write("notes.txt", "hello\n")});
  EXPECT_EQ(text.code, 96);
  EXPECT_NE(text.err.find("this is of no language that Oyer parses"), std::string::npos) << text.err;
}

}  // namespace
}  // namespace oyer::cli::testing
