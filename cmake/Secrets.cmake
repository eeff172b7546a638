# oyer_secret_rules(VARIABLE): the generated source with the foreign table of rules for secrets (cmake/secrets.lock).
#
# The wheel that holds it is fetched as cmake/Fetch.cmake says; only the table stays, in .deps/secrets/, and is compared
# with its digest at each configure. A python3 script turns it into a C++ table at build.
include(Fetch)

set(OYER_SECRETS_LOCK ${PROJECT_SOURCE_DIR}/cmake/secrets.lock)
set(OYER_SECRETS_SCRIPT ${PROJECT_SOURCE_DIR}/cmake/secret_rules.py)
set(OYER_SECRETS_CACHE ${PROJECT_SOURCE_DIR}/.deps/secrets)

# Reads the lock: pip's requirement, the table's size and digest.
function(oyer_read_secrets_lock requirement size digest)
  file(STRINGS ${OYER_SECRETS_LOCK} package REGEX "^[a-z0-9-]+==[^ ]+ --hash=sha256:[0-9a-f]+$")
  file(STRINGS ${OYER_SECRETS_LOCK} table REGEX "^table ")
  if(NOT package OR NOT table MATCHES "^table ([0-9]+) sha256:([0-9a-f]+)$")
    message(FATAL_ERROR
      "${OYER_SECRETS_LOCK}: expected 'name==version --hash=sha256:digest' and 'table SIZE sha256:digest'")
  endif()
  set(${requirement} "${package}" PARENT_SCOPE)
  set(${size} ${CMAKE_MATCH_1} PARENT_SCOPE)
  set(${digest} ${CMAKE_MATCH_2} PARENT_SCOPE)
endfunction()

# Downloads the wheel and takes the table out of it; the table appears in the cache whole and by one rename. The wheel
# is asked for by its platform, since the table in it serves every other one too.
function(oyer_download_secret_rules requirement size digest table)
  file(WRITE ${CMAKE_BINARY_DIR}/secrets.requirement "${requirement}\n")
  oyer_pip_download(landing Secrets ${CMAKE_BINARY_DIR}/secrets.requirement ${OYER_SECRETS_CACHE}
    --only-binary :all: --platform manylinux_2_17_x86_64)
  file(GLOB wheel ${landing}/*.whl)
  oyer_find_python(python)
  execute_process(COMMAND ${python} ${OYER_SECRETS_SCRIPT} extract ${wheel} ${size} ${digest} ${landing}/table
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0 OR NOT EXISTS ${landing}/table)
    file(REMOVE_RECURSE ${landing})
    message(FATAL_ERROR "Secrets: the wheel does not hold the table of ${OYER_SECRETS_LOCK}.\n${output}")
  endif()
  file(RENAME ${landing}/table ${table})
  file(REMOVE_RECURSE ${landing})
endfunction()

function(oyer_secret_rules variable)
  oyer_read_secrets_lock(requirement size digest)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${OYER_SECRETS_LOCK})
  file(MAKE_DIRECTORY ${OYER_SECRETS_CACHE})
  file(LOCK ${OYER_SECRETS_CACHE}/lock GUARD FUNCTION TIMEOUT 600)
  set(table ${OYER_SECRETS_CACHE}/gitleaks.toml)
  set(actual "")
  if(EXISTS ${table})
    file(SHA256 ${table} actual)
  endif()
  if(NOT actual STREQUAL digest)
    oyer_download_secret_rules("${requirement}" ${size} ${digest} ${table})
  endif()

  oyer_find_python(python)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/foreign_secret_rules.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${python} ${OYER_SECRETS_SCRIPT} convert ${table} ${output}
    DEPENDS ${table} ${OYER_SECRETS_SCRIPT})
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
