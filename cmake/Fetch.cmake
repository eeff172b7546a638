# What others wrote and the build needs (grammars, rule tables), fetched once and never committed.
#
# Archives come from the Python package registry through pip, the system's ordinary client, pinned by version and digest
# in a lock, into a folder of .deps/ of the source tree. Once they are there, configuring needs no network. Each
# configure compares every archive with its digest again, so a cache that rotted is noticed and fetched anew.
#
# pip reads a source archive's name and version by asking its build backend. That backend is the machine's own
# setuptools (--no-build-isolation), so that nothing unpinned is downloaded or run; Debian's python3-pip depends on it.
include_guard(GLOBAL)

set(OYER_PYTHON "" CACHE FILEPATH
  "a python3 with pip, setuptools and wheel, for what is fetched (default: the first found)")

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
  message(FATAL_ERROR "No python3 with pip, setuptools and wheel was found, and not all that Oyer fetches is in .deps/ "
    "yet. Install them (on Debian: apt-get install python3-pip), or name an interpreter that has them with "
    "-DOYER_PYTHON=PATH.")
endfunction()

# Any interpreter: the converters of tables need nothing but the standard library.
function(oyer_find_python python)
  find_program(OYER_PYTHON_ON_PATH python3)
  mark_as_advanced(OYER_PYTHON_ON_PATH)
  foreach(candidate ${OYER_PYTHON} /usr/bin/python3 ${OYER_PYTHON_ON_PATH})
    if(EXISTS ${candidate})
      set(${python} ${candidate} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "No python3 was found. Install it, or name one with -DOYER_PYTHON=PATH.")
endfunction()

# Reads a lock of lines "name==version --hash=sha256:digest" into parallel lists.
function(oyer_read_lock lock names digests)
  file(STRINGS ${lock} lines REGEX "^[^#]")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([A-Za-z0-9-]+)==[A-Za-z0-9.]+ --hash=sha256:([0-9a-f]+)$")
      message(FATAL_ERROR "${lock}: expected 'name==version --hash=sha256:digest', found '${line}'")
    endif()
    list(APPEND found_names ${CMAKE_MATCH_1})
    list(APPEND found_digests ${CMAKE_MATCH_2})
  endforeach()
  set(${names} ${found_names} PARENT_SCOPE)
  set(${digests} ${found_digests} PARENT_SCOPE)
endfunction()

# oyer_pip_download(LANDING TITLE REQUIREMENTS CACHE options...): what the requirements name, in a new folder of the
# cache, which the caller removes. Behind it come pip's options.
function(oyer_pip_download landing title requirements cache)
  oyer_find_pip(python)
  string(RANDOM LENGTH 12 suffix)
  set(folder ${cache}/landing.${suffix})
  file(MAKE_DIRECTORY ${folder})
  file(RELATIVE_PATH shown ${PROJECT_SOURCE_DIR} ${cache})
  message(STATUS "${title}: downloading into ${shown} with ${python} -m pip")
  execute_process(
    COMMAND ${python} -m pip download --quiet --no-input --disable-pip-version-check --no-deps --require-hashes
      ${ARGN} --dest ${folder} --requirement ${requirements}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    file(REMOVE_RECURSE ${folder})
    message(FATAL_ERROR "${title}: pip could not download what ${requirements} names.\n${output}\n"
      "Remedies: check that this machine can reach the Python package registry (or set pip's own proxy and index "
      "options); on a 'metadata' error install python3-setuptools and python3-wheel; without a network, copy "
      "${shown}/ from a checkout that has it.")
  endif()
  set(${landing} ${folder} PARENT_SCOPE)
endfunction()

# The files of a folder that have these digests, whatever their names: a parallel list, with NOTFOUND for what lacks.
function(oyer_files_with_digests files folder)
  file(GLOB candidates ${folder}/*.tar.gz ${folder}/*.whl)
  set(actual)
  foreach(candidate IN LISTS candidates)
    file(SHA256 ${candidate} digest)
    list(APPEND actual ${digest})
  endforeach()
  set(found)
  foreach(digest IN LISTS ARGN)
    list(FIND actual ${digest} at)
    set(file NOTFOUND)
    if(NOT at EQUAL -1)
      list(GET candidates ${at} file)
    endif()
    list(APPEND found ${file})
  endforeach()
  set(${files} ${found} PARENT_SCOPE)
endfunction()

# oyer_fetch(NAMES ARCHIVES TITLE LOCK CACHE options...): every archive of the lock, as parallel lists of names and
# paths; those that lack are downloaded, each appearing in the cache whole and by one rename.
function(oyer_fetch names archives title lock cache)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${lock})
  oyer_read_lock(${lock} wanted digests)
  file(MAKE_DIRECTORY ${cache})
  # Two configures of one checkout would otherwise both download.
  file(LOCK ${cache}/lock GUARD FUNCTION TIMEOUT 600)
  oyer_files_with_digests(found ${cache} ${digests})
  if("NOTFOUND" IN_LIST found)
    oyer_pip_download(landing ${title} ${lock} ${cache} ${ARGN})
    file(GLOB fetched ${landing}/*)
    foreach(archive IN LISTS fetched)
      get_filename_component(file ${archive} NAME)
      file(RENAME ${archive} ${cache}/${file})
    endforeach()
    file(REMOVE_RECURSE ${landing})
    oyer_files_with_digests(found ${cache} ${digests})
  endif()
  if("NOTFOUND" IN_LIST found)
    message(FATAL_ERROR "${title}: pip succeeded, yet ${cache} lacks archives with the digests of ${lock}.")
  endif()
  set(${names} ${wanted} PARENT_SCOPE)
  set(${archives} ${found} PARENT_SCOPE)
endfunction()
