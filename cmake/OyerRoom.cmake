# oyer_room(NAME SOURCES ... ROOMS ... LIBRARIES ...): one static library per room. ROOMS are the arrows of
# docs/ARCHITECTURE.md; LIBRARIES are third-party.
# oyer_test_program(NAME SOURCES ... LIBRARIES ...): a GoogleTest program, built as all of them are.
# oyer_test(NAME SOURCES ... LIBRARIES ... LABELS ...): one GoogleTest program whose cases ctest lists one by one.
# oyer_embed(NAME INPUT NAMESPACE HEADER [TARGETS ...]): INPUT's bytes as the std::string_view NAMESPACE::NAME, which
# HEADER declares; the file made is added to the caller's list `embedded`.
find_package(Threads REQUIRED)

function(oyer_embed name input namespace header)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DNAME=${name} -DNAMESPACE=${namespace}
            -DHEADER=${header} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${input} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake ${ARGN})
  set(embedded ${embedded} ${output} PARENT_SCOPE)
endfunction()

add_library(oyer_options INTERFACE)
# -Wrestrict misfires on std::string concatenation in GCC 12 (GCC bug 105651).
target_compile_options(oyer_options INTERFACE -Wall -Wextra $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_compile_options(oyer_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wconversion -Wshadow>)
if(OYER_WERROR)
  target_compile_options(oyer_options INTERFACE -Werror)
endif()
if(OYER_SANITIZE)
  # What a sanitizer finds ends the program, so that it fails a test instead of printing into its output.
  target_compile_options(oyer_options INTERFACE
    -fsanitize=${OYER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(oyer_options INTERFACE -fsanitize=${OYER_SANITIZE})
  if(OYER_SANITIZE MATCHES undefined)
    # This check asks the kernel, by a pipe, whether the object at an address can be read, and reports every object of a
    # process that has no descriptor left; tests bring processes to that.
    target_compile_options(oyer_options INTERFACE -fno-sanitize=vptr)
  endif()
endif()

# Where __TIME__ and the macros of a precompiled header are the same in every build, as here, ccache may be told so;
# else it leaves alone whatever is built with such a header.
find_program(OYER_CCACHE ccache)
if(OYER_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${OYER_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${OYER_CCACHE})
endif()

# For code that no run waits for, but every build does: -O1 takes some two thirds of the time of -O3.
set(oyer_quick_to_compile $<$<CONFIG:Release>:-O1>)
# What all tests are built with alike, for else they could not share a precompiled header: -pthread comes with some
# libraries and not with others; -fpch-preprocess is what ccache asks for.
set(oyer_test_options ${oyer_quick_to_compile} -pthread $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)

function(oyer_room name)
  cmake_parse_arguments(room "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_library(oyer_${name} STATIC ${room_SOURCES})
  target_include_directories(oyer_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(oyer_${name} PRIVATE oyer_options PUBLIC Threads::Threads ${room_LIBRARIES})
  foreach(other ${room_ROOMS})
    target_link_libraries(oyer_${name} PUBLIC oyer_${other})
  endforeach()
endfunction()

function(oyer_test_program name)
  cmake_parse_arguments(test "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE oyer_options ${test_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${oyer_test_options})
  target_precompile_headers(${name} REUSE_FROM oyer_test_headers)
  target_compile_definitions(${name} PRIVATE
    OYER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" OYER_BUILD_DIR="${CMAKE_BINARY_DIR}")
endfunction()

function(oyer_test name)
  cmake_parse_arguments(test "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  oyer_test_program(${name} SOURCES ${test_SOURCES} LIBRARIES ${test_LIBRARIES})
  # gtest_discover_tests loses lists; joined, they are one label that ctest -L (a regular expression) still finds.
  list(JOIN test_LABELS "," labels)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES PROPERTIES LABELS "${labels}")
endfunction()

# Sources that this configuration leaves out on purpose, from the folder that says so: the house's inspector still knows
# that some target builds them elsewhere.
function(oyer_leave_out)
  foreach(source ${ARGN})
    file(RELATIVE_PATH source ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${source})
    set_property(GLOBAL APPEND PROPERTY oyer_left_out ${source})
  endforeach()
endfunction()
