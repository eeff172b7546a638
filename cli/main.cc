// oyer: see `oyer --help`.
#include <unistd.h>

#include <string>
#include <vector>

#include "cli/interrupt.h"
#include "cli/program.h"

int main(int count, char** words) {
  using namespace oyer;
  cli::Output data(STDOUT_FILENO), people(STDERR_FILENO);
  const Result<cli::Interrupt> interrupt = cli::Interrupt::install();
  if (!interrupt.has_value()) {
    people.write("oyer: " + to_string(interrupt.error()) + "\n");
    return static_cast<int>(cli::exit_code_of(interrupt.error().kind));
  }
  cli::Session session{cli::read_environment(), data, people, interrupt->token()};
  const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
  return static_cast<int>(cli::run_program(arguments, session));
}
