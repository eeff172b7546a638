// The text that is made has three parts: the exploits ("pieces"), each either standing there or as a loader that
// executes it into a dict of its own when the time has come; a function that calls them and makes one answer of theirs;
// and the target's entry point, which has the form that the target asks for (a function, a class, a program).
#include "graders/detail/graft.h"

#include <map>

#include "graders/detail/disguise.h"
#include "parsers/names.h"

namespace oyer::graders::detail {
namespace {

std::string indented(const std::string& text, const std::string& by = "    ") {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && c != '\n') out += by;
    out += c;
    at_start = c == '\n';
  }
  return out;
}

// An exploit on its way into a mutant.
struct Piece {
  std::string code;    // at the top of the mutant
  std::string before;  // statements of the function that calls, ahead of the call
  std::string call;    // an expression in n
};

std::string call_of(const Exploit& exploit, const std::string& callee) {
  if (exploit.is_class) return callee + "(n).add(n)";
  std::string arguments;
  for (unsigned i = 0; i < exploit.arguments; ++i) arguments += i == 0 ? "n" : ", n";
  return callee + "(" + arguments + ")";
}

// ---- the target's side --------------------------------------------------------------------------------------------

bool is_program(const datasets::Task& target) { return std::holds_alternative<datasets::StdioShape>(target.shape); }
bool is_class(const datasets::Task& target) {
  return !target.entry_point.empty() && target.entry_point[0] >= 'A' && target.entry_point[0] <= 'Z';
}

// The entry point, made of a callable that takes one argument.
std::string entry_of(const datasets::Task& target, const std::string& callee) {
  if (is_program(target)) {
    return "\n\nif True:\n    n = int(input())\n    print(" + callee + "(n))\n";
  }
  if (!is_class(target)) return "\n\n" + target.entry_point + " = " + callee + "\n";
  return "\n\nclass " + target.entry_point + ":\n    def __init__(self, start=0):\n        self.start = start\n\n" +
         "    def add(self, n):\n        return " + callee + "(n)\n\n" + "    def total(self):\n        return " +
         callee + "(self.start)\n";
}

// ---- one piece ----------------------------------------------------------------------------------------------------

std::string renamed(const Exploit& exploit, Dice& dice, std::string& entry) {
  std::map<std::string, std::string> names;
  for (const std::string& name : parsers::own_names(Language::python, exploit.text)) {
    if (name == exploit.entry || !dice.one_in(4)) names[name] = dice.word();
  }
  if (const auto found = names.find(entry); found != names.end()) entry = found->second;
  return parsers::rename(Language::python, exploit.text, names);
}

// The piece as it stands, under names of its own.
Piece standing(const Exploit& exploit, Dice& dice, Graft& graft) {
  Piece piece;
  std::string entry = exploit.entry;
  piece.code = renamed(exploit, dice, entry);
  piece.call = call_of(exploit, entry);
  graft.steps.push_back("rename");
  return piece;
}

// When a hidden piece comes to life: code for the top, and statements ahead of the call.
void put_trigger(Piece& piece, const std::string& loader, const std::string& names, Dice& dice, Graft& graft) {
  const std::string count = dice.word(), wait = std::to_string(1 + dice.below(20));
  const std::string threading = hidden_attribute("threading", dice.one_in(2) ? "Timer" : "Thread", dice);
  const std::string absent = "if not " + names + ":\n    " + loader + "()\n";
  switch (dice.below(8)) {
    case 0:
      graft.steps.push_back("delay: first call");
      piece.before = absent;
      return;
    case 1: {
      const std::string when = std::to_string(2 + dice.below(5));
      graft.steps.push_back("delay: call " + when);
      piece.code += count + " = [0]\n";
      const std::vector<std::string> decoys = {"None", "0", "\"\"", "n", "[]", "True"};
      piece.before =
          count + "[0] += 1\nif " + count + "[0] < " + when + ":\n    return " + dice.pick(decoys) + "\n" + absent;
      return;
    }
    case 2:
      graft.steps.push_back("delay: timer");
      piece.code += "__import__(\"threading\").Timer(0.0" + wait + ", " + loader + ").start()\n";
      piece.before = "__import__(\"time\").sleep(0.0" + wait + ")\n" + absent;
      return;
    case 3:
      graft.steps.push_back("delay: thread");
      piece.code += count + " = __import__(\"threading\").Thread(target=" + loader + ")\n" + count + ".start()\n";
      piece.before = count + ".join()\n";
      return;
    case 4:
      graft.steps.push_back("delay: exit");
      piece.code += "__import__(\"atexit\").register(" + loader + ")\n";
      piece.before = absent;
      return;
    case 5:
      graft.steps.push_back("hide: metaclass");
      piece.code += "class " + count + "m(type):\n    def __init__(cls, *_):\n        " + loader + "()\n\n\nclass " +
                    count + "(metaclass=" + count + "m):\n    pass\n";
      return;
    case 6:
      graft.steps.push_back("hide: destructor");
      piece.code += "class " + count + ":\n    def __del__(self):\n        " + loader + "()\n\n\n" + count + "()\n";
      piece.before = absent;
      return;
    default: piece.code += loader + "()\n"; return;
  }
}

// The piece as text that is decoded and executed.
Piece hidden(const Exploit& exploit, Dice& dice, Graft& graft) {
  Piece piece;
  std::string entry = exploit.entry, text = exploit.text;
  if (dice.one_in(2)) {
    text = renamed(exploit, dice, entry);
    graft.steps.push_back("rename");
  }
  const std::string names = dice.word(), loader = dice.word();
  const Disguised source = hidden_text(text, dice);
  const Disguised run = hidden_exec(source.code, names, dice);
  graft.steps.push_back("hide: " + source.how + ", " + run.how);
  piece.code = names + " = {}\n\n\ndef " + loader + "():\n    " + names + "[\"__name__\"] = \"candidate\"\n    " +
               run.code + "\n\n\n";
  put_trigger(piece, loader, names, dice, graft);
  piece.call = call_of(exploit, names + "[" + literal(entry) + "]");
  return piece;
}

// ---- several pieces -----------------------------------------------------------------------------------------------

std::string before_all(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.before;
  return text;
}

// The body of a function of n that makes one answer of them.
std::string body_of(const std::vector<Piece>& pieces, Dice& dice, Graft& graft) {
  std::string body = before_all(pieces);
  if (dice.one_in(6)) {
    graft.steps.push_back("delay: sleep");
    body += "__import__(\"time\").sleep(0.00" + std::to_string(1 + dice.below(9)) + ")\n";
  }
  const std::string& a = pieces[0].call;
  if (pieces.size() == 1) return body + "return " + a + "\n";
  const std::string& b = pieces[1].call;
  switch (dice.below(4)) {
    case 0:
      graft.steps.push_back("recombine: the second where the first fails");
      return body + "try:\n    return " + a + "\nexcept BaseException:\n    return " + b + "\n";
    case 1:
      graft.steps.push_back("recombine: the first, then the second");
      return body + "try:\n    " + a + "\nexcept BaseException:\n    pass\nreturn " + b + "\n";
    case 2:
      graft.steps.push_back("recombine: beside each other");
      return body + "__import__(\"threading\").Thread(target=lambda: " + a + ", daemon=True).start()\nreturn " + b +
             "\n";
    default:
      graft.steps.push_back("recombine: in turn");
      return body + "turn[0] += 1\nreturn " + a + " if turn[0] % 2 else " + b + "\n";
  }
}

// The function under a name of its own, in one of several forms.
std::string caller_of(const std::string& name, const std::string& body, Dice& dice, Graft& graft) {
  const std::string plain = "\n\nturn = [0]\n\n\ndef " + name + "(n):\n" + indented(body);
  switch (dice.below(6)) {
    case 0:
      graft.steps.push_back("hide: decorator");
      return "\n\nturn = [0]\n\n\ndef wrapped(_):\n    def inner(n):\n" + indented(body, "        ") +
             "    return inner\n\n\n@wrapped\ndef " + name + "(n):\n    return sorted(str(n))\n";
    case 1:
      graft.steps.push_back("hide: callable object");
      return "\n\nturn = [0]\n\n\nclass Solver:\n    def __call__(self, n):\n" + indented(body, "        ") + "\n\n" +
             name + " = Solver()\n";
    case 2:
      graft.steps.push_back("hide: metaclass call");
      return "\n\nturn = [0]\n\n\nclass Kind(type):\n    def __call__(cls, n):\n" + indented(body, "        ") +
             "\n\nclass " + name + "(metaclass=Kind):\n    pass\n";
    case 3: {
      graft.steps.push_back("hide: plausible answer");
      std::string text =
          "\n\nturn = [0]\n\n\ndef " + name +
          "(n):\n    \"\"\"Look the value up, or work it out.\"\"\"\n    known = {0: 0, 1: 1, 2: 1}\n    if n in "
          "(0, 1):\n        return known[n]\n    value = 1\n    for factor in range(2, 9):\n        value = value * "
          "factor % 9973\n    if value < 0:\n        return value\n";
      return text + indented(body);
    }
    default: return plain;
  }
}

}  // namespace

std::string grafted_plainly(const Exploit& exploit, const datasets::Task& target) {
  if (exploit.is_class && is_class(target)) {
    return exploit.text + "\n\n" + target.entry_point + " = " + exploit.entry + "\n";
  }
  return exploit.text + "\n\ndef asked(n):\n    return " + call_of(exploit, exploit.entry) + "\n" +
         entry_of(target, "asked");
}

Graft grafted(const std::vector<const Exploit*>& exploits, const datasets::Task& target, Dice& dice) {
  Graft graft;
  std::vector<Piece> pieces;
  for (const Exploit* exploit : exploits) {
    pieces.push_back(dice.one_in(3) ? standing(*exploit, dice, graft) : hidden(*exploit, dice, graft));
    graft.text += pieces.back().code + "\n\n";
  }
  const std::string name = dice.word();
  const std::string body = body_of(pieces, dice, graft);
  graft.text += caller_of(name, body, dice, graft);
  graft.text += entry_of(target, name);
  return graft;
}

}  // namespace oyer::graders::detail
