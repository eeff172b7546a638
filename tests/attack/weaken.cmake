# Writes OUTPUT, the file named by SPEC without the defence that SPEC takes away, and NOTE, C++ that says so. Fails
# where the text to be replaced is not there any more: a defence that has moved must be taken away where it is now.
include(${SPEC})
file(READ ${SOURCE_DIR}/${file} text)
foreach(number RANGE 1 9)
  if(NOT DEFINED find_${number})
    break()
  endif()
  string(FIND "${text}" "${find_${number}}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${SPEC}: ${file} does not hold what find_${number} says")
  endif()
  string(REPLACE "${find_${number}}" "${put_${number}}" text "${text}")
endforeach()
file(WRITE ${OUTPUT} "${text}")
file(WRITE ${NOTE} "#include \"cli/build_note.h\"
namespace oyer::cli {
std::string_view weakness() noexcept { return \"${weakness}\"; }
}
")
