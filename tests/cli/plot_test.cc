#include "cli/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Plot, text_of_strangers_is_text) {
  EXPECT_EQ(html_text("</script><img src='x' onerror=\"y\">&amp;\x1b\n\xff"),
            "&lt;/script&gt;&lt;img src=&#39;x&#39; onerror=&quot;y&quot;&gt;&amp;amp;???");
  EXPECT_EQ(html_text("größe"), "größe");
}

TEST(Plot, long_numbers_are_grouped) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(18446744073709551615U), "18,446,744,073,709,551,615");
}

TEST(Plot, bars_are_drawn_to_scale_with_a_table_behind_them) {
  Plot plot{"fruit", "Fruit", "By kind", "kind"};
  plot.rows = {{"apples", {8}, {}}, {"<b>pears</b>", {2}, {}}};
  EXPECT_EQ(
      bars_figure(plot),
      "<figure id=\"plot-fruit\"><figcaption><h2>Fruit</h2><p>By kind</p></figcaption>\n"
      "<svg viewBox=\"0 0 460 48\" role=\"img\" aria-labelledby=\"title-fruit\"><title id=\"title-fruit\">Fruit. "
      "The table below has the numbers.</title>\n"
      "<g class=\"row\"><title>apples: 8 files</title><text class=\"label\" x=\"158.00\" y=\"16.50\">apples</text>"
      "<rect class=\"s0\" x=\"166.00\" y=\"4.50\" width=\"230.00\" height=\"15\"/>"
      "<text class=\"value\" x=\"401.00\" y=\"16.50\">8</text></g>\n"
      "<g class=\"row\"><title>&lt;b&gt;pears&lt;/b&gt;: 2 files</title>"
      "<text class=\"label\" x=\"158.00\" y=\"40.50\">&lt;b&gt;pears&lt;/b&gt;</text>"
      "<rect class=\"s0\" x=\"166.00\" y=\"28.50\" width=\"57.50\" height=\"15\"/>"
      "<text class=\"value\" x=\"228.50\" y=\"40.50\">2</text></g>\n"
      "</svg>\n"
      "<details><summary>As a table</summary><table><thead><tr><th scope=\"col\">kind</th>"
      "<th scope=\"col\">files</th></tr></thead><tbody>\n"
      "<tr><th scope=\"row\">apples</th><td>8</td></tr>\n"
      "<tr><th scope=\"row\">&lt;b&gt;pears&lt;/b&gt;</th><td>2</td></tr>\n"
      "</tbody></table></details></figure>\n");
}

TEST(Plot, many_rows_are_one_bar_at_the_end_and_all_in_the_table) {
  Plot plot{"many", "Many", "", "name"};
  for (int i = 0; i < 20; ++i) plot.rows.push_back({"row" + std::to_string(i), {1}, {}});
  const std::string figure = bars_figure(plot, 5);
  EXPECT_THAT(figure, HasSubstr("<title>15 more: 15 files</title>"));
  EXPECT_THAT(figure, Not(HasSubstr("<title>row5:")));
  EXPECT_THAT(figure, HasSubstr("<th scope=\"row\">row19</th><td>1</td>"));
}

TEST(Plot, series_are_told_apart_by_a_legend) {
  Plot plot{"two", "Two", "", "name", {"kept", "left out"}};
  plot.rows = {{"a", {1, 3}, {}}};
  const std::string figure = bars_figure(plot);
  EXPECT_THAT(figure, HasSubstr("<span><i class=\"s0\"></i>kept</span><span><i class=\"s1\"></i>left out</span>"));
  EXPECT_THAT(figure, HasSubstr("<title>a: 1 kept, 3 left out</title>"));
  EXPECT_THAT(figure, HasSubstr("<text class=\"value\" x=\"401.00\" y=\"16.50\">4</text>"));
}

TEST(Plot, of_nothing_says_none) {
  const Plot plot{"empty", "Empty", "", "name"};
  EXPECT_EQ(bars_figure(plot),
            "<figure id=\"plot-empty\"><figcaption><h2>Empty</h2></figcaption>\n<p class=\"none\">none</p></figure>\n");
  EXPECT_EQ(columns_figure(plot), bars_figure(plot));
}

TEST(Plot, columns_stand_on_the_ground_and_a_mark_before_its_bin) {
  Plot plot{"sizes", "Sizes", "", "from"};
  plot.rows = {{"1", {50}, {}}, {"2", {0}, {}}, {"4", {12345}, {}}};
  const std::string figure = columns_figure(plot, ColumnMark{2, "budget 4"});
  EXPECT_THAT(figure, HasSubstr("<rect class=\"s0\" x=\"353.33\" y=\"26.00\" width=\"60.00\" height=\"114.00\"/>"));
  EXPECT_THAT(figure, HasSubstr("<title>4: 12,345 files</title>"));
  EXPECT_THAT(figure, HasSubstr(">12k</text>"));
  EXPECT_THAT(figure, HasSubstr("<path class=\"mark\" d=\"M306.67 12V140\"/>"));
}

}  // namespace
}  // namespace oyer::cli
