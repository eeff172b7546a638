#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/outline.h"
#include "tests/parsers/outline_lines.h"

namespace oyer::parsers {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kJava = R"~(package com.acme.app;
import java.util.List;
import java.util.*;
import static com.acme.Util.help;
import static com.acme.Util.*;
/** A shape.
 *  Second. */
public class Shape<T extends Num> extends Base implements Other.Inner {
  private int side = Const.SIDE;
  static final List<Item> items = Lists.of();
  public Shape(int side) { this.side = side; }
  @Override public int area(Helper h, String... rest) {
    int local = help(side) + h.get().more()
        + com.acme.Full.call();
    for (Item i : items) { local += i.x; }
    try { area(h); } catch (IOException e) { e.print(); }
    Runnable r = () -> run(local);
    return local;
  }
  private void hidden() {}
  enum Color { RED, GREEN; }
  interface I { void m(); }
}
record Point(int x, int y) {}
)~";

const Lines kJavaImports = {
    "module java.util.List",
    "module java.util name=*",
    "module com.acme.Util name=help static",
    "module com.acme.Util name=* static",
};

const Lines kJavaDefinitions = {
    "class Shape: public class Shape<T extends Num> extends Base implements Other.Inner | A shape.\nSecond.",
    "variable Shape.side (private)",
    "variable Shape.items",
    "method Shape.Shape: public Shape(int side)",
    "method Shape.area: @Override public int area(Helper h, String... rest)",
    "method Shape.hidden: private void hidden() (private)",
    "class Shape.Color: enum Color",
    "variable Color.RED",
    "variable Color.GREEN",
    "class Shape.I: interface I",
    "method I.m: void m()",
    "class Point: record Point(int x, int y)",
};

const Lines kJavaReferences = {
    "Num x1",
    "Base x1",
    "Other.Inner x1",
    "Const.SIDE x1",
    "List x1",
    "Item x2",
    "Lists.of x1",
    "Override x1",
    "Helper x1",
    "String x1",
    "help x1 weak",
    "com.acme.Full.call x1 weak",
    "IOException x1 weak",
    "Runnable x1 weak",
    "run x1 weak",
};

constexpr std::string_view kGo = R"~(package main

import "fmt"
import (
	al "example.com/a/b"
	. "example.com/dot"
	_ "example.com/blank"
	"example.com/lib/v2"
)

// Limit is it.
const Limit = 3

var a, b = 1, lib.New()

// Shape does.
type Shape struct {
	Side int
	al.Base
}
type Num interface{ Area() Other }

// Area tells.
func (s *Shape) Area(x int) (y Other) {
	z, err := fmt.Println(x, al.F, Limit)
	for i := range z { helper(i, err) }
	go func(q int) { q++ }(1)
	return Other{Field: s.Side}
}

func hidden[T any](t T) T { return t }
)~";

const Lines kGoImports = {
    "module fmt",
    "module example.com/a/b as al",
    "module example.com/dot name=*",
    "module example.com/blank as _",
    "module example.com/lib/v2",
};

const Lines kGoDefinitions = {
    "variable Limit | Limit is it.",
    "variable a",
    "variable b",
    "class Shape: Shape struct | Shape does.",
    "class Num: Num interface{ Area() Other }",
    "method Area: func (s *Shape) Area(x int) (y Other) | Area tells.",
    "function hidden: func hidden[T any](t T) T",
};

const Lines kGoReferences = {
    "lib.New x1", "int x3", "al.Base x1", "Other x3", "fmt.Println x1 weak", "al.F x1 weak", "helper x1 weak", "any x1",
};

constexpr std::string_view kRust = R"~(use std::collections::HashMap;
use crate::a::{self, b::*, c as d, e::{F, G}};
pub use self::x::Y;
use super::*;
extern crate serde as sd;
mod inner;
pub mod outer;
#[path = "odd/place.rs"]
#[allow(dead_code)]
mod odd;
#[cfg(windows)]
#[allow(dead_code)]
mod windows;
#[cfg(test)]
mod tests { use super::*; }
mod here { pub fn f() {} use super::Z; }
/// A shape.
/// More.
#[derive(Debug)]
pub struct Shape<T> { pub side: T, other: d::Other }
impl<T: Clone> Area for Shape<T> {
    fn area(&self, m: HashMap<K, u8>) -> F {
        let v = G::new(self.side);
        match v { Some(w) => w.x(crate::util::help(m)), None => Self::none() } }
}
pub trait Area { fn area(&self) -> f64; }
pub(crate) const LIMIT: usize = 3;
macro_rules! my { () => {} }
fn main() { let x = |q| q + LIMIT; println!("{}", x(free())); a::run(x); let t = include_str!("t.txt"); }
)~";

const Lines kRustImports = {
    "module std::collections::HashMap",
    "module crate::a",
    "module crate::a::b name=*",
    "module crate::a::c as d",
    "module crate::a::e::F",
    "module crate::a::e::G",
    "module self::x::Y reexported",
    "module super name=*",
    "module serde as sd",
    "submodule inner",
    "submodule outer reexported",
    "submodule odd path=odd/place.rs",
    "submodule windows guarded",
    "module super name=* guarded",
    "module super::Z",
    "include_quote t.txt weak",
};

const Lines kRustDefinitions = {
    "module tests: mod tests (private)",
    "module here: mod here (private)",
    "function here.f: pub fn f()",
    "class Shape: pub struct Shape<T>",
    "module Shape: impl<T: Clone> Area for Shape<T>",
    "function Shape.area: fn area(&self, m: HashMap<K, u8>) -> F",
    "class Area: pub trait Area",
    "method Area.area: fn area(&self) -> f64",
    "variable LIMIT",
    "macro my: macro_rules! my { () => {} } (private)",
    "function main: fn main() (private)",
};

const Lines kRustReferences = {
    "d.Other x1",
    "Clone x1",
    "HashMap x1",
    "K x1",
    "F x1",
    "G.new x1 weak",
    "Some x1 weak",
    "crate.util.help x1 weak",
    "println x1 weak",
    "a.run x1 weak",
};

TEST(Outline, java_is_read_whole) {
  const Outline found = outline_of(Language::java, kJava);
  EXPECT_EQ(found.package, "com.acme.app");
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kJavaImports);
  EXPECT_EQ(definition_lines(found), kJavaDefinitions);
  EXPECT_EQ(reference_lines(found), kJavaReferences);
}

TEST(Outline, go_is_read_whole) {
  const Outline found = outline_of(Language::go, kGo);
  EXPECT_EQ(found.package, "main");
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kGoImports);
  EXPECT_EQ(definition_lines(found), kGoDefinitions);
  EXPECT_EQ(reference_lines(found), kGoReferences);
}

TEST(Outline, rust_is_read_whole) {
  const Outline found = outline_of(Language::rust, kRust);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kRustImports);
  EXPECT_EQ(definition_lines(found), kRustDefinitions);
  EXPECT_EQ(reference_lines(found), kRustReferences);
}

}  // namespace
}  // namespace oyer::parsers
