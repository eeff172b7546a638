// C#, Ruby and Bash: rules of the languages on small projects.
#include <gtest/gtest.h>

#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

TEST(CSharpGraph, names_lead_through_usings_and_namespaces_around) {
  const GraphProject project(
      {{"src/App/Main.cs",
        "using Shop.Goods;\nusing static Shop.Tools.Money;\nusing B = Shop.Goods.Box;\nusing System.Text;\n"
        "namespace Shop.App;\nclass Main : Base { Good g; B b; void F() { Round(1); new Root(); "
        "Shop.Deep.Full.Go(); new Everywhere(); } }\n"},
       {"src/App/Base.cs", "namespace Shop.App { class Base { } }\n"},
       {"src/Global.cs", "global using Shop.All;\n"},
       {"src/All.cs", "namespace Shop.All { public class Everywhere { } }\n"},
       {"src/Root.cs", "namespace Shop { class Root { } }\n"},
       {"src/Goods/Good.cs", "namespace Shop.Goods { public interface Good { } }\n"},
       {"src/Goods/Box.cs", "namespace Shop.Goods { public record Box(int Size); }\n"},
       {"src/Goods/Unused.cs", "namespace Shop.Goods { public enum Unused { } }\n"},
       {"src/Goods/Part1.cs", "namespace Shop.Goods { partial class Part { } }\n"},
       {"src/Goods/Part2.cs", "namespace Shop.Goods { partial class Part { Part p; } }\n"},
       {"src/Tools/Money.cs", "namespace Shop.Tools { static class Money { public static int Round(int x) => x; } }\n"},
       {"src/Deep/Full.cs", "namespace Shop.Deep { static class Full { public static void Go() { } } }\n"}});
  EXPECT_EQ(project.imports(), (Lines{"src/App/Main.cs Shop.Goods unique src/Goods/Good.cs",
                                      "src/App/Main.cs Shop.Tools.Money unique src/Tools/Money.cs",
                                      "src/App/Main.cs Shop.Goods.Box unique src/Goods/Box.cs",
                                      "src/App/Main.cs System.Text external", "src/Global.cs Shop.All unique"}));
  EXPECT_EQ(project.edges(), (Lines{"src/App/Main.cs -> src/All.cs weak", "src/App/Main.cs -> src/App/Base.cs",
                                    "src/App/Main.cs -> src/Deep/Full.cs weak", "src/App/Main.cs -> src/Goods/Box.cs",
                                    "src/App/Main.cs -> src/Goods/Good.cs", "src/App/Main.cs -> src/Root.cs weak",
                                    "src/App/Main.cs -> src/Tools/Money.cs"}));
}

TEST(RubyGraph, every_form_of_require_finds_its_file) {
  const GraphProject project({{"gem.gemspec", ""},
                              {"lib/gem.rb",
                               "require 'json'\nrequire 'gem/a'\nrequire_relative 'gem/b'\nautoload :C, 'gem/c'\n"
                               "load 'gem/d.rb'\nrequire File.expand_path('../gem/e', __FILE__)\n"
                               "require File.join(__dir__, 'gem/f')\nrequire \"#{__dir__}/gem/g\"\nrequire \"#{x}/y\"\n"
                               "def late; require 'gem/h'; end\n"},
                              {"lib/gem/a.rb", "module Gem\n  class A; end\nend\n"},
                              {"lib/gem/b.rb", "module Gem\n  class B < A; def f; C::One.new; end; end\nend\n"},
                              {"lib/gem/c.rb", "module Gem\n  module C\n    class One; end\n  end\nend\n"},
                              {"lib/gem/d.rb", ""},
                              {"lib/gem/e.rb", ""},
                              {"lib/gem/f.rb", ""},
                              {"lib/gem/g.rb", ""},
                              {"lib/gem/h.rb", ""},
                              {"plugins/p/lib/plug.rb", "require 'gem'\nrequire 'twice'\n"},
                              {"plugins/p/lib/twice.rb", ""},
                              {"plugins/q/lib/twice.rb", ""},
                              {"test/helper.rb", "require './lib/gem'\nrequire 'twice'\n"},
                              {"test/gem_test.rb", "require 'helper'\nrequire 'plug'\n"}});
  EXPECT_EQ(
      project.imports(),
      (Lines{"lib/gem.rb json external", "lib/gem.rb gem/a unique lib/gem/a.rb", "lib/gem.rb gem/b unique lib/gem/b.rb",
             "lib/gem.rb gem/c:C unique lib/gem/c.rb", "lib/gem.rb gem/d.rb unique lib/gem/d.rb",
             "lib/gem.rb File.expand_path('../gem/e', __FILE__) unique lib/gem/e.rb",
             "lib/gem.rb File.join(__dir__, 'gem/f') unique lib/gem/f.rb",
             "lib/gem.rb \"#{__dir__}/gem/g\" unique lib/gem/g.rb", "lib/gem.rb \"#{x}/y\" dynamic",
             "lib/gem.rb gem/h unique lib/gem/h.rb", "plugins/p/lib/plug.rb gem unique lib/gem.rb",
             "plugins/p/lib/plug.rb twice unique plugins/p/lib/twice.rb",
             "test/gem_test.rb helper unique test/helper.rb", "test/gem_test.rb plug unique plugins/p/lib/plug.rb",
             "test/helper.rb ./lib/gem unique lib/gem.rb",
             "test/helper.rb twice ambiguous plugins/p/lib/twice.rb plugins/q/lib/twice.rb"}));
  EXPECT_EQ(project.references(), (Lines{"lib/gem/b.rb A -> lib/gem/a.rb", "lib/gem/b.rb C.One.new -> lib/gem/c.rb"}));
}

TEST(BashGraph, source_finds_what_lies_beside_the_script) {
  const GraphProject project(
      {{"bin/run.sh",
        "#!/bin/bash\n. ./one.sh\nsource lib/two.sh\nsource \"$(dirname \"$0\")/three.sh\"\n"
        ". \"${BASH_SOURCE%/*}/../lib/four.sh\"\nDIR=$(pwd)\nsource \"$DIR/five.sh\"\nsource \"${DIR}/none.sh\"\n"
        "source /etc/profile\nsource \"$DIR/$name.sh\"\nf() { source './late.sh'; }\nhelp\n"},
       {"bin/one.sh", "help() { :; }\n"},
       {"bin/three.sh", ""},
       {"bin/five.sh", ""},
       {"bin/late.sh", ""},
       {"lib/two.sh", ""},
       {"lib/four.sh", ""}});
  EXPECT_EQ(project.imports(),
            (Lines{"bin/run.sh ./one.sh unique bin/one.sh", "bin/run.sh lib/two.sh unique lib/two.sh",
                   "bin/run.sh \"$(dirname \"$0\")/three.sh\" unique bin/three.sh",
                   "bin/run.sh \"${BASH_SOURCE%/*}/../lib/four.sh\" unique lib/four.sh",
                   "bin/run.sh \"$DIR/five.sh\" unique bin/five.sh", "bin/run.sh \"${DIR}/none.sh\" dynamic",
                   "bin/run.sh /etc/profile external", "bin/run.sh \"$DIR/$name.sh\" dynamic",
                   "bin/run.sh ./late.sh unique bin/late.sh"}));
  EXPECT_EQ(project.references(), (Lines{"bin/run.sh help -> bin/one.sh"}));
}

}  // namespace
}  // namespace oyer::datasets
