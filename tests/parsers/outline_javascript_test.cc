#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/outline.h"
#include "tests/parsers/outline_lines.h"

namespace oyer::parsers {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kModules = R"~(import 'side';
import def from './def';
import * as ns from "ns";
import d2, {a, b as c} from '../ab.js';
export * from './star';
export * as named from './named';
export {x, y as z} from './xy';
const fs = require('fs');
const {join, resolve: r} = require('path');
const one = require('./m').one;
require('./effect');
const dyn = require(name + '.js');
async function load() {
  const m = await import('./lazy'); require('./late'); return import(`./${m}`); }
try { require('optional'); } catch (e) {}
/** Adds.
 * @param p it
 */
export function add(p, {q, s: t = 1}, ...rest) { const local = 1;
  return a(p) + q + t + local + ns.deep.er(rest) + other; }
export default class Shape extends def.Base {
  size = 1; area() { return this.size * c; } }
const helper = (v) => fs.readFileSync(join(v, undefinedName.x));
export const K = 1, L = 2;
let hidden = 3;
export { helper as h2 };
)~";

const Lines kModulesImports = {
    "require side",
    "require ./def name=default as def",
    "require ns name=* as ns",
    "require ../ab.js name=a",
    "require ../ab.js name=b as c",
    "require ../ab.js name=default as d2",
    "require ./star name=* reexported",
    "require ./named name=* as named reexported",
    "require ./xy name=x reexported",
    "require ./xy name=y as z reexported",
    "require fs as fs",
    "require path name=join",
    "require path name=resolve as r",
    "require ./m name=one as one",
    "require ./effect",
    "require name + '.js' computed",
    "require ./lazy weak",
    "require ./late weak",
    "require `./${m}` weak computed",
    "require optional guarded",
};

const Lines kModulesDefinitions = {
    "variable fs (private)",
    "variable one (private)",
    "variable dyn (private)",
    "function load: async function load() (private)",
    "function add: function add(p, {q, s: t = 1}, ...rest) | Adds.\n@param p it",
    "class Shape: class Shape extends def.Base",
    "variable Shape.size",
    "method Shape.area: area()",
    "function helper: helper = (v)",
    "variable K",
    "variable L",
    "variable hidden (private)",
};

const Lines kModulesReferences = {
    "name x1",
    "a x1 weak",
    "ns.deep.er x1 weak",
    "other x1 weak",
    "def.Base x1",
    "c x1 weak",
    "fs.readFileSync x1 weak",
    "join x1 weak",
    "undefinedName.x x1 weak",
};

constexpr std::string_view kCommonJs = R"~(const x = require('x');
function f() {}
function g() {}
exports.k = function (a) { return x.y(a); };
module.exports = { f, other: K };
const K = 1;
)~";

const Lines kCommonJsImports = {
    "require x as x",
};

const Lines kCommonJsDefinitions = {
    "variable x (private)",
    "function f: function f()",
    "function g: function g() (private)",
    "function k: exports.k = function (a)",
    "variable K",
};

const Lines kCommonJsReferences = {
    "exports.k x1",
    "x.y x1 weak",
    "module.exports x1",
};

constexpr std::string_view kTypescript = R"~(import type { T, U as V } from './types';
import { type W, X } from './mixed';
import legacy = require('./legacy');
export type { Y } from './y';
import * as ns from 'ns';
/** Doc. */
export interface Shape<G> extends ns.Base { size: number; area(x: T): W; }
export abstract class Sq<G> implements Shape<G> {
  private side: number = X; constructor(public a: V) { super(); }
  area(x: T): W { return legacy.of(x); } }
type Alias = Shape<string> | Other;
export enum Color { Red, Green }
namespace Inner { export const z = 1; }
export function over(a: string): void;
export function over(a: any) { const v = (await import('./lazy')) as T; }
declare module 'ambient' { function q(): void }
let v = <T>x;
)~";

const Lines kTypescriptImports = {
    "type_only ./types name=T weak", "type_only ./types name=U as V weak",
    "type_only ./mixed name=W weak", "require ./mixed name=X",
    "require ./legacy as legacy",    "type_only ./y name=Y reexported weak",
    "require ns name=* as ns",       "require ./lazy weak",
    "type_only ambient weak",
};

const Lines kTypescriptDefinitions = {
    "class Shape: interface Shape<G> extends ns.Base | Doc.",
    "method Shape.area: area(x: T): W",
    "class Sq: abstract class Sq<G> implements Shape<G>",
    "variable Sq.side (private)",
    "method Sq.constructor: constructor(public a: V)",
    "method Sq.area: area(x: T): W",
    "class Alias: type Alias = Shape<string> | Other (private)",
    "class Color: enum Color",
    "module Inner: namespace Inner (private)",
    "variable Inner.z",
    "function over: function over(a: string): void",
    "function over: function over(a: any)",
    "function q: function q(): void (private)",
    "variable v (private)",
};

const Lines kTypescriptReferences = {
    "ns.Base x1 weak", "T x4 weak", "W x2 weak", "X x1", "V x1 weak", "legacy.of x1 weak", "Other x1 weak", "x x1",
};

constexpr std::string_view kTsx = R"~(import React from 'react';
import { Button } from './button';
export function App(props: Props) { return <Button label={props.name}><Local.Item /></Button>; }
)~";

const Lines kTsxImports = {
    "require react name=default as React",
    "require ./button name=Button",
};

const Lines kTsxDefinitions = {
    "function App: function App(props: Props)",
};

const Lines kTsxReferences = {
    "Props x1 weak",
    "Button x2 weak",
    "Local.Item x1 weak",
};

TEST(OutlineJavascript, modules_is_read_whole) {
  const Outline found = outline_of(Language::javascript, kModules);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kModulesImports);
  EXPECT_EQ(definition_lines(found), kModulesDefinitions);
  EXPECT_EQ(reference_lines(found), kModulesReferences);
}

TEST(OutlineJavascript, common_js_is_read_whole) {
  const Outline found = outline_of(Language::javascript, kCommonJs);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kCommonJsImports);
  EXPECT_EQ(definition_lines(found), kCommonJsDefinitions);
  EXPECT_EQ(reference_lines(found), kCommonJsReferences);
}

TEST(OutlineJavascript, typescript_is_read_whole) {
  const Outline found = outline_of(Language::typescript, kTypescript);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kTypescriptImports);
  EXPECT_EQ(definition_lines(found), kTypescriptDefinitions);
  EXPECT_EQ(reference_lines(found), kTypescriptReferences);
}

TEST(OutlineJavascript, tsx_is_read_whole) {
  const Outline found = outline_of(Language::tsx, kTsx);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kTsxImports);
  EXPECT_EQ(definition_lines(found), kTsxDefinitions);
  EXPECT_EQ(reference_lines(found), kTsxReferences);
}

}  // namespace
}  // namespace oyer::parsers
