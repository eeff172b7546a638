// Functions as samples: what a file defines, taken apart, with the definitions of what it calls, and whether it is fit
// to be the seed of an instruction (OSS-Instruct, arXiv 2312.02120; self-alignment as for StarCoder2-Instruct).
//
// Pure functions of texts, outlines and the project's graph.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/graph.h"
#include "datasets/corpus/quality.h"
#include "parsers/outline.h"

namespace oyer::datasets {

struct FunctionParts {
  std::uint32_t definition = 0;  // place in the outline's list
  std::string name;              // with the names of what it lies in (eight at most): "Class.method"
  std::string content;           // the whole definition, with decorators and its doc comment
  std::string signature;         // white space collapsed
  std::string docstring;
  std::string body;  // behind the signature, without a docstring that stands there; empty for a mere declaration
  std::uint32_t row = 0, rows = 0;  // the first, counted from 0, and how many
  friend bool operator==(const FunctionParts&, const FunctionParts&) = default;
};

// Functions and methods in the order of the text; functions within functions are part of those. `outline` is of `text`.
std::vector<FunctionParts> functions_of(std::string_view text, const parsers::Outline& outline);

// A decision for each rule: documented, with at least one argument (a method's own object aside), returning a value, of
// at most 150 lines, without the words todo, fixme and bug, and without the modules of Python that reach out of the
// program (os, sys, subprocess, argparse, setuptools, distutils, matplotlib, seaborn). A seed is what none of them
// drops.
std::vector<Decision> judge_seed(const FunctionParts& function, Language language);

// A definition that a function uses.
struct Callee {
  std::uint32_t file = 0;        // of the graph
  std::uint32_t definition = 0;  // place in that file's outline
  friend auto operator<=>(const Callee&, const Callee&) = default;
};

// Finds them: definitions of other files that the function's text names, as the graph's references resolve, and
// top-level definitions and members of the same class of its own file.
class CalleeFinder {
 public:
  // `outlines` has one for each file of the graph, null where there is none. Both must outlive it.
  CalleeFinder(const ProjectGraph& graph, std::span<const parsers::Outline* const> outlines);
  ~CalleeFinder();
  CalleeFinder(const CalleeFinder&) = delete;
  CalleeFinder& operator=(const CalleeFinder&) = delete;

  // Each once, its own file's first, then by file and place; at most `most`. Asked file by file it is fastest. Not
  // thread safe.
  std::vector<Callee> callees_of(const FunctionParts& function, std::uint32_t file, std::size_t most = 32);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets
