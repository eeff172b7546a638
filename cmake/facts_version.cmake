# cmake -D SOURCE_DIR=… -D LIST=… -D OUT=… -P facts_version.cmake
#
# Writes OUT, a C++ source that holds a digest of every file that LIST names (one a line, from SOURCE_DIR): what was
# kept by a build of Oyer with other sources is never believed, without anybody having to raise a number.
file(STRINGS ${LIST} files)
set(all "")
foreach(file IN LISTS files)
  file(SHA256 ${SOURCE_DIR}/${file} digest)
  string(APPEND all "${file} ${digest}\n")
endforeach()
string(SHA256 digest "${all}")
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "datasets/corpus/facts.h"

namespace oyer::datasets {

std::string_view facts_version() noexcept { return "@digest@"; }

}  // namespace oyer::datasets
]])
