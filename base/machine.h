// Machine: what this process may use of the computer it runs on. Asked anew at each call; thread safe as long as nobody
// changes the process's environment meanwhile.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace oyer {

// CPUs that this process may use, at least one.
unsigned usable_cpus();

// Where what Oyer keeps for a user belongs: $XDG_STATE_HOME/oyer, or ~/.local/state/oyer; nullopt without either
// variable. An empty variable counts as unset, as the XDG convention has it.
std::optional<std::filesystem::path> state_folder();

// What tells this computer from others where CPU time is concerned: its name and its processor's.
std::string machine_name();

}  // namespace oyer
