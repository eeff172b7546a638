// Where candidates run: the jail and the interpreter that the arguments ask for.
#pragma once

#include "cli/arguments.h"
#include "runners/cxx.h"
#include "runners/python.h"
#include "sandbox/jail.h"

namespace oyer::cli {

// find_python for --python, or the default; unsupported with what to do when there is none.
Result<runners::PythonInterpreter> resolve_python(const PlaceArguments& place);

// find_cxx; unsupported with what to do when there is none.
Result<runners::CxxToolchain> resolve_cxx();

// A jail in which this interpreter can be used; without one, the system's own programs only.
sandbox::JailSpec jail_spec(const PlaceArguments& place, const runners::PythonInterpreter* python);

}  // namespace oyer::cli
