# The target oyer_grammars: tree-sitter's core and every grammar of cmake/grammars.lock in one static library.
#
# The archives come from the Python package registry through pip, the system's ordinary client, with required hashes,
# into .deps/grammars/ of the source tree (never committed). Once they are there, configuring needs no network. Each
# configure checks every archive against its digest again, so a cache that rotted is noticed and fetched anew.
#
# pip reads a source archive's name and version by asking its build backend. That backend is the machine's own
# setuptools (--no-build-isolation), so that nothing unpinned is downloaded or run; Debian's python3-pip depends on it.

set(OYER_GRAMMAR_LOCK ${CMAKE_CURRENT_LIST_DIR}/grammars.lock)
set(OYER_GRAMMAR_CACHE ${PROJECT_SOURCE_DIR}/.deps/grammars)
set(OYER_PYTHON "" CACHE FILEPATH
  "a python3 with pip, setuptools and wheel, for fetching grammars (default: the first found)")

# Reads the lock into parallel lists: names, versions, digests.
function(oyer_read_grammar_lock names versions digests)
  file(STRINGS ${OYER_GRAMMAR_LOCK} lines REGEX "^[^#]")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([a-z0-9-]+)==([0-9.]+) --hash=sha256:([0-9a-f]+)$")
      message(FATAL_ERROR "${OYER_GRAMMAR_LOCK}: expected 'name==version --hash=sha256:digest', found '${line}'")
    endif()
    list(APPEND found_names ${CMAKE_MATCH_1})
    list(APPEND found_versions ${CMAKE_MATCH_2})
    list(APPEND found_digests ${CMAKE_MATCH_3})
  endforeach()
  set(${names} ${found_names} PARENT_SCOPE)
  set(${versions} ${found_versions} PARENT_SCOPE)
  set(${digests} ${found_digests} PARENT_SCOPE)
endfunction()

# The path of a cached archive whose digest is right, or an empty string. A wrong one is removed.
function(oyer_cached_grammar path name version digest)
  string(REPLACE "-" "_" file ${name})
  set(archive ${OYER_GRAMMAR_CACHE}/${file}-${version}.tar.gz)
  set(found "")
  if(EXISTS ${archive})
    file(SHA256 ${archive} actual)
    if(actual STREQUAL digest)
      set(found ${archive})
    else()
      message(STATUS "Grammars: ${archive} has the wrong digest; fetching it again")
      file(REMOVE ${archive})
    endif()
  endif()
  set(${path} "${found}" PARENT_SCOPE)
endfunction()

# The first interpreter that has pip and what pip needs to read a source archive: setuptools and its bdist_wheel,
# which came from the package `wheel` until setuptools 70.1. The system's own goes first: a python3 that stands before
# it in PATH is often a bare one.
function(oyer_find_pip python)
  find_program(OYER_PYTHON_ON_PATH python3)
  mark_as_advanced(OYER_PYTHON_ON_PATH)
  set(has_all "from importlib.util import find_spec as f"
    "exit(not (f('pip') and f('setuptools') and (f('wheel') or f('setuptools.command.bdist_wheel'))))")
  list(JOIN has_all "\n" has_all)
  foreach(candidate ${OYER_PYTHON} /usr/bin/python3 ${OYER_PYTHON_ON_PATH})
    execute_process(COMMAND ${candidate} -c "${has_all}" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(status EQUAL 0)
      set(${python} ${candidate} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "Grammars: no python3 with pip, setuptools and wheel was found, and the tree-sitter grammars are "
    "not in ${OYER_GRAMMAR_CACHE}. Install them (on Debian: apt-get install python3-pip), or name an interpreter that "
    "has them with -DOYER_PYTHON=PATH.")
endfunction()

# Downloads all archives of the lock into the cache; each appears there whole and by one rename.
function(oyer_download_grammars)
  oyer_find_pip(python)
  string(RANDOM LENGTH 12 suffix)
  set(landing ${OYER_GRAMMAR_CACHE}/landing.${suffix})
  file(MAKE_DIRECTORY ${landing})
  message(STATUS "Grammars: downloading the archives of cmake/grammars.lock with ${python} -m pip")
  execute_process(
    COMMAND ${python} -m pip download --quiet --no-input --disable-pip-version-check --no-deps --no-binary :all:
      --no-build-isolation --require-hashes --dest ${landing} --requirement ${OYER_GRAMMAR_LOCK}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    file(REMOVE_RECURSE ${landing})
    message(FATAL_ERROR "Grammars: pip could not download the archives of ${OYER_GRAMMAR_LOCK}.\n${output}\n"
      "Remedies: check that this machine can reach the Python package registry (or set pip's own proxy and index "
      "options); on a 'metadata' error install python3-setuptools and python3-wheel; without a network, copy "
      ".deps/grammars/ from a checkout that has it.")
  endif()
  file(GLOB archives ${landing}/*.tar.gz)
  foreach(archive IN LISTS archives)
    get_filename_component(file ${archive} NAME)
    file(RENAME ${archive} ${OYER_GRAMMAR_CACHE}/${file})
  endforeach()
  file(REMOVE_RECURSE ${landing})
endfunction()

# Makes sure that every archive of the lock is in the cache.
function(oyer_fetch_grammars)
  oyer_read_grammar_lock(names versions digests)
  file(MAKE_DIRECTORY ${OYER_GRAMMAR_CACHE})
  # Two configures of one checkout would otherwise both download.
  file(LOCK ${OYER_GRAMMAR_CACHE}/lock GUARD FUNCTION TIMEOUT 600)
  foreach(attempt first second)
    set(missing)
    foreach(name version digest IN ZIP_LISTS names versions digests)
      oyer_cached_grammar(archive ${name} ${version} ${digest})
      if(NOT archive)
        list(APPEND missing ${name}-${version})
      endif()
    endforeach()
    if(NOT missing)
      return()
    endif()
    if(attempt STREQUAL first)
      oyer_download_grammars()
    endif()
  endforeach()
  message(FATAL_ERROR
    "Grammars: pip succeeded, yet these archives are not in ${OYER_GRAMMAR_CACHE} as NAME-VERSION.tar.gz "
    "with the digest of the lock: ${missing}.")
endfunction()

# Unpacks one archive below the build folder, once per digest, and gives the folder of its sources.
function(oyer_unpack_grammar folder name version digest)
  oyer_cached_grammar(archive ${name} ${version} ${digest})
  string(REPLACE "-" "_" file ${name})
  set(unpacked ${CMAKE_BINARY_DIR}/grammars/${file}-${version})
  set(stamp ${unpacked}/.oyer-${digest})
  if(NOT EXISTS ${stamp})
    file(REMOVE_RECURSE ${unpacked})
    file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${CMAKE_BINARY_DIR}/grammars)
    file(TOUCH ${stamp})
  endif()
  set(${folder} ${unpacked} PARENT_SCOPE)
endfunction()

# The sources of one grammar: every src/parser.c (some packages hold two dialects) and the scanner beside it.
#
# Most archives forget src/tree_sitter/parser.h, so the core's own copy stands in (one beside the source still wins).
# It describes ABI 15; sources generated for ABI 14 use two older names for what is the same layout up to the fields
# that ABI 15 appended, and the core reads their lex modes by the ABI number they carry.
function(oyer_grammar_sources sources name folder)
  file(GLOB parsers ${folder}/src/parser.c ${folder}/*/src/parser.c)
  if(NOT parsers)
    message(FATAL_ERROR "Grammars: the archive of ${name} holds no src/parser.c. Pin another version in the lock.")
  endif()
  # Both dialects of TypeScript include a file that their archive lacks; ours needs JavaScript's scanner.
  if(name STREQUAL "tree-sitter-typescript" AND NOT EXISTS ${folder}/common/scanner.h)
    file(GLOB OYER_JAVASCRIPT_SCANNER ${CMAKE_BINARY_DIR}/grammars/tree_sitter_javascript-*/src/scanner.c)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/typescript_scanner.h.in ${folder}/common/scanner.h @ONLY)
  endif()
  foreach(parser IN LISTS parsers)
    get_filename_component(source_folder ${parser} DIRECTORY)
    file(READ ${parser} head LIMIT 100000)
    if(head MATCHES "#define LANGUAGE_VERSION 14" AND NOT EXISTS ${source_folder}/tree_sitter/parser.h)
      set_source_files_properties(${parser} TARGET_DIRECTORY oyer_grammars PROPERTIES
        COMPILE_DEFINITIONS "TSFieldMapSlice=TSMapSlice;version=abi_version"
        COMPILE_OPTIONS "-Wno-incompatible-pointer-types")
    endif()
    list(APPEND all ${parser})
    if(EXISTS ${source_folder}/scanner.c)
      list(APPEND all ${source_folder}/scanner.c)
    elseif(head MATCHES "#define EXTERNAL_TOKEN_COUNT [1-9]")
      message(FATAL_ERROR "Grammars: the archive of ${name} needs a scanner.c beside ${parser} and lacks it. "
        "Pin another version in the lock.")
    endif()
  endforeach()
  set(${sources} ${all} PARENT_SCOPE)
endfunction()

# Builds the target from everything in the lock.
function(oyer_add_grammars)
  oyer_read_grammar_lock(names versions digests)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${OYER_GRAMMAR_LOCK})
  oyer_fetch_grammars()

  add_library(oyer_grammars STATIC)
  set(headers ${CMAKE_BINARY_DIR}/grammars/include)
  foreach(name version digest IN ZIP_LISTS names versions digests)
    oyer_unpack_grammar(folder ${name} ${version} ${digest})
    if(name STREQUAL "tree-sitter")
      set(core ${folder}/tree_sitter/core/lib)
      foreach(header parser.h array.h alloc.h)
        configure_file(${core}/src/${header} ${headers}/tree_sitter/${header} COPYONLY)
      endforeach()
      target_sources(oyer_grammars PRIVATE ${core}/src/lib.c)
    else()
      oyer_grammar_sources(sources ${name} ${folder})
      target_sources(oyer_grammars PRIVATE ${sources})
    endif()
  endforeach()

  target_include_directories(oyer_grammars SYSTEM PUBLIC ${core}/include PRIVATE ${headers} ${core}/src)
  # Foreign code: its warnings are not ours, and an unoptimised parser would make every test slow.
  # Some scanners get assert() only through an array.h older than the core's.
  target_compile_options(oyer_grammars PRIVATE -w -O2 "SHELL:-include assert.h")
  target_compile_definitions(oyer_grammars PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE NDEBUG)
  if(OYER_SANITIZE MATCHES address)
    target_compile_options(oyer_grammars PRIVATE -fsanitize=address)
  endif()
endfunction()

oyer_add_grammars()
