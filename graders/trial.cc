#include "graders/trial.h"

#include <map>
#include <set>

namespace oyer::graders {
namespace {

using datasets::Candidate;

// The names that tests call: of Class.method both.
std::vector<std::string> called_names(const datasets::Task& task) {
  std::vector<std::string> names;
  if (const auto* function = std::get_if<datasets::FunctionShape>(&task.shape)) names = function->candidate_names;
  if (names.empty() && !task.entry_point.empty()) names.push_back(task.entry_point);
  return names;
}

std::string python_stub(const datasets::Task& task) {
  if (std::holds_alternative<datasets::StdioShape>(task.shape)) return "print(0)\n";
  std::string text;
  std::map<std::string, std::set<std::string>> classes;
  std::set<std::string> functions;
  for (const std::string& name : called_names(task)) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos)
      functions.insert(name);
    else
      classes[name.substr(0, dot)].insert(name.substr(dot + 1));
  }
  for (const auto& [name, methods] : classes) {
    functions.erase(name);
    text += "class " + name + ":\n    def __init__(self, *values, **named):\n        pass\n";
    for (const std::string& method : methods) {
      text += "    def " + method + "(self, *values, **named):\n        return None\n";
    }
  }
  for (const std::string& name : functions) text += "def " + name + "(*values, **named):\n    return None\n";
  return text;
}

std::string stub_of(const datasets::Task& task) {
  if (task.language == Language::python) return python_stub(task);
  return "#include <stdio.h>\nint main(void) { return puts(\"0\") < 0; }\n";
}

std::string empty_of(const datasets::Task& task) {
  return task.language == Language::python ? "pass\n" : "int main(void) { return 0; }\n";
}

Candidate candidate_of(const datasets::Task& task, std::uint64_t index, std::string text, std::uint64_t seed) {
  Candidate candidate;
  candidate.task_id = task.id;
  candidate.index = index;
  candidate.kind = Candidate::Kind::solution;
  candidate.text = std::move(text);
  candidate.language = task.language;
  candidate.seed = seed;
  candidate.provenance.origin = "oyer admit";
  candidate.provenance.generation = task.provenance.generation;
  candidate.provenance.parents = {task.id};
  return candidate;
}

}  // namespace

std::string_view name_of(TrialKind kind) noexcept {
  switch (kind) {
    case TrialKind::reference: return "reference";
    case TrialKind::stub: return "stub";
    case TrialKind::empty: return "empty";
    case TrialKind::mutation: return "mutation";
  }
  return "unknown";
}

std::vector<Trial> plain_trials(const datasets::Task& task, const TrialOptions& options) {
  std::vector<Trial> trials;
  for (std::uint32_t run = 0; task.reference && run < options.runs; ++run) {
    Candidate candidate = candidate_of(task, run, *task.reference, options.seed + run);
    candidate.provenance = task.provenance;
    trials.push_back({TrialKind::reference, std::nullopt, std::move(candidate)});
  }
  const std::uint64_t index = options.runs;
  trials.push_back({TrialKind::stub, std::nullopt, candidate_of(task, index, stub_of(task), options.seed)});
  trials.push_back({TrialKind::empty, std::nullopt, candidate_of(task, index + 1, empty_of(task), options.seed)});
  return trials;
}

MutationTrials mutation_trials(const datasets::Task& task, const TrialOptions& options) {
  MutationTrials made;
  if (!task.reference) {
    made.problem = "there is no reference";
    return made;
  }
  if (!parsers::can_mutate(task.language)) {
    made.problem = "references in " + std::string(name_of(task.language)) + " cannot be mutated";
    return made;
  }
  const std::string& program = *task.reference;
  const auto all = parsers::mutations_of(task.language, program, called_names(task));
  if (!all) {
    made.problem = "the reference is too long or too deep to be mutated";
    return made;
  }
  made.possible = all->size();
  std::uint64_t index = options.runs + 2;
  for (parsers::Mutation& one : parsers::choose_mutations(task.language, program, *all, options.mutations)) {
    Candidate candidate = candidate_of(task, index++, parsers::mutated(program, one), options.seed);
    made.trials.push_back({TrialKind::mutation, std::move(one), std::move(candidate)});
  }
  if (made.trials.empty()) made.problem = "nothing of the reference can be mutated";
  return made;
}

}  // namespace oyer::graders
