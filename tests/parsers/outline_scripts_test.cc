#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/outline.h"
#include "tests/parsers/outline_lines.h"

namespace oyer::parsers {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kCSharp = R"~(global using System;
using System.Text;
using static System.Math;
using Alias = Acme.Lib.Thing;
namespace Acme.App;
/// <summary>Shape.</summary>
public class Shape<T> : Base, IFace {
  private int side = Const.Side;
  public int Size { get; set; }
  public Shape(int s) { side = s; }
  public int Area(Helper h, T t) {
    var x = Max(h.Get(), Alias.Make(t)); foreach (var i in Items.All) x += i.N; return x + side; }
}
enum Color { Red }
)~";

const Lines kCSharpImports = {
    "module System reexported",
    "module System.Text",
    "module System.Math static",
    "module Acme.Lib.Thing as Alias",
};

const Lines kCSharpDefinitions = {
    "class Shape: public class Shape<T> : Base, IFace | <summary>Shape.</summary>",
    "variable Shape.side (private)",
    "variable Shape.Size",
    "method Shape.Shape: public Shape(int s)",
    "method Shape.Area: public int Area(Helper h, T t)",
    "class Color: enum Color",
    "variable Color.Red",
};

const Lines kCSharpReferences = {
    "Base x1", "IFace x1", "Const.Side x1", "Helper x1", "Max x1 weak", "Alias.Make x1 weak", "Items.All x1 weak",
};

constexpr std::string_view kRuby = R"~(require 'json'
require_relative "lib/helper"
load 'tasks.rb'
autoload :Thing, 'acme/thing'
require name + 'x'
begin
  require 'opt'
rescue LoadError
end
# A shape.
class Shape < Base::Inner
  SIDE = 3
  attr_reader :x
  # Area.
  def area(a, b = 1, *c, d: 2) = Helper.call(a, SIDE)
  def self.make(q)
    q.each { |i| JSON.parse(i); Thing::Deep.new }
    require 'late'
  end
end
module Mod
  class In; end
end
)~";

const Lines kRubyImports = {
    "require json",
    "relative lib/helper",
    "require tasks.rb",
    "require acme/thing name=Thing weak",
    "require name + 'x' computed",
    "require opt guarded",
    "require late weak",
};

const Lines kRubyDefinitions = {
    "class Shape: class Shape < Base::Inner | A shape.",
    "variable Shape.SIDE",
    "method Shape.area: def area(a, b = 1, *c, d: 2) | Area.",
    "method Shape.make: def self.make(q)",
    "module Mod: module Mod",
    "class Mod.In: class In; end",
};

const Lines kRubyReferences = {
    "name x1",
    "LoadError x1",
    "Base.Inner x1",
    "attr_reader x1",
    "Helper.call x1 weak",
    "JSON.parse x1 weak",
    "Thing.Deep.new x1 weak",
};

constexpr std::string_view kBash = R"~(#!/bin/bash
source lib/a.sh
. "./b.sh"
. 'c.sh'
source "$DIR/d.sh"
source $(dirname $0)/e.sh
LIMIT=3
# Greets.
greet() { local x=1; echo "$x" | helper_fn arg; }
function other { source late.sh; greet; }
if [ -f opt.sh ]; then . opt.sh; fi
greet you
)~";

const Lines kBashImports = {
    "require lib/a.sh",
    "require ./b.sh",
    "require c.sh",
    "require \"$DIR/d.sh\" computed",
    "require $(dirname $0)/e.sh computed",
    "require late.sh weak",
    "require opt.sh guarded",
};

const Lines kBashDefinitions = {
    "variable LIMIT",
    "function greet: greet() | Greets.",
    "function other: function other",
};

const Lines kBashReferences = {
    "dirname x1",
    "echo x1 weak",
    "helper_fn x1 weak",
};

TEST(Outline, c_sharp_is_read_whole) {
  const Outline found = outline_of(Language::csharp, kCSharp);
  EXPECT_EQ(found.package, "Acme.App");
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kCSharpImports);
  EXPECT_EQ(definition_lines(found), kCSharpDefinitions);
  EXPECT_EQ(reference_lines(found), kCSharpReferences);
}

TEST(Outline, ruby_is_read_whole) {
  const Outline found = outline_of(Language::ruby, kRuby);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kRubyImports);
  EXPECT_EQ(definition_lines(found), kRubyDefinitions);
  EXPECT_EQ(reference_lines(found), kRubyReferences);
}

TEST(Outline, bash_is_read_whole) {
  const Outline found = outline_of(Language::bash, kBash);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kBashImports);
  EXPECT_EQ(definition_lines(found), kBashDefinitions);
  EXPECT_EQ(reference_lines(found), kBashReferences);
}

}  // namespace
}  // namespace oyer::parsers
