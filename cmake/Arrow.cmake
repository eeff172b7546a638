# The target oyer_arrow: Arrow C++ and its Parquet, for the program that writes Parquet. OYER_ARROW_VERSION says which.
#
# An Arrow that CMake finds on the system goes first. Otherwise the wheel of cmake/arrow.lock is fetched through pip,
# the system's ordinary client, with its digest required, into .deps/arrow/ of the source tree (never committed); once
# it is there, configuring needs no network. Its headers and two shared libraries are unpacked below the build folder,
# where whoever may run the programs there can read them, also when the folder is copied. Nothing in it is run.

set(OYER_ARROW_LOCK ${CMAKE_CURRENT_LIST_DIR}/arrow.lock)
set(OYER_ARROW_CACHE ${PROJECT_SOURCE_DIR}/.deps/arrow)

# What the lock says of this kind of processor.
function(oyer_read_arrow_lock version digest processor)
  file(READ ${OYER_ARROW_LOCK} text)
  if(NOT text MATCHES "\npyarrow==([0-9.]+) \\\\\n  --hash=sha256:([0-9a-f]+) \\\\\n  --hash=sha256:([0-9a-f]+)\n")
    message(FATAL_ERROR "${OYER_ARROW_LOCK}: expected 'pyarrow==version' and two digests, each on its line")
  endif()
  set(found ${CMAKE_MATCH_1} ${CMAKE_MATCH_2} ${CMAKE_MATCH_3})
  list(POP_FRONT found found_version digest_x86_64 digest_aarch64)
  set(${version} ${found_version} PARENT_SCOPE)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    set(${digest} ${digest_x86_64} PARENT_SCOPE)
    set(${processor} x86_64 PARENT_SCOPE)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(${digest} ${digest_aarch64} PARENT_SCOPE)
    set(${processor} aarch64 PARENT_SCOPE)
  else()
    message(FATAL_ERROR "Arrow: no wheel is known for ${CMAKE_SYSTEM_PROCESSOR}. Install Arrow C++ with Parquet, or "
      "build without Parquet: -DOYER_PARQUET=OFF.")
  endif()
endfunction()

# The cached wheel with this digest, or an empty string.
function(oyer_cached_arrow path digest)
  set(${path} "" PARENT_SCOPE)
  file(GLOB wheels ${OYER_ARROW_CACHE}/*.whl)
  foreach(wheel IN LISTS wheels)
    file(SHA256 ${wheel} actual)
    if(actual STREQUAL digest)
      set(${path} ${wheel} PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# The wheel appears in the cache whole and by one rename.
function(oyer_download_arrow processor)
  oyer_find_pip(python)
  string(RANDOM LENGTH 12 suffix)
  set(landing ${OYER_ARROW_CACHE}/landing.${suffix})
  file(MAKE_DIRECTORY ${landing})
  message(STATUS "Arrow: downloading the wheel of cmake/arrow.lock (55 MB) with ${python} -m pip")
  execute_process(
    COMMAND ${python} -m pip download --quiet --no-input --disable-pip-version-check --no-deps --only-binary :all:
      --implementation cp --python-version 3.11 --abi cp311 --platform manylinux_2_28_${processor} --require-hashes
      --dest ${landing} --requirement ${OYER_ARROW_LOCK}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  file(GLOB wheels ${landing}/*.whl)
  foreach(wheel IN LISTS wheels)
    get_filename_component(file ${wheel} NAME)
    file(RENAME ${wheel} ${OYER_ARROW_CACHE}/${file})
  endforeach()
  file(REMOVE_RECURSE ${landing})
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "Arrow: pip could not download the wheel of ${OYER_ARROW_LOCK}.\n${output}\n"
      "Remedies: check that this machine can reach the Python package registry (or set pip's own proxy and index "
      "options); without a network, copy .deps/arrow/ from a checkout that has it, install Arrow C++ with Parquet, or "
      "build without Parquet: -DOYER_PARQUET=OFF.")
  endif()
endfunction()

function(oyer_fetch_arrow path digest processor)
  file(MAKE_DIRECTORY ${OYER_ARROW_CACHE})
  # Two configures of one checkout would otherwise both download.
  file(LOCK ${OYER_ARROW_CACHE}/lock GUARD FUNCTION TIMEOUT 600)
  oyer_cached_arrow(wheel ${digest})
  if(NOT wheel)
    oyer_download_arrow(${processor})
    oyer_cached_arrow(wheel ${digest})
  endif()
  if(NOT wheel)
    message(FATAL_ERROR "Arrow: pip succeeded, yet ${OYER_ARROW_CACHE} holds no wheel with the digest ${digest}.")
  endif()
  set(${path} ${wheel} PARENT_SCOPE)
endfunction()

# Headers and libraries out of the wheel, once per digest. The libraries look for each other in their own folder.
function(oyer_unpack_arrow folder wheel digest)
  set(unpacked ${CMAKE_BINARY_DIR}/arrow)
  set(stamp ${unpacked}/.oyer-${digest})
  if(NOT EXISTS ${stamp})
    message(STATUS "Arrow: unpacking ${wheel}")
    file(REMOVE_RECURSE ${unpacked})
    file(ARCHIVE_EXTRACT INPUT ${wheel} DESTINATION ${unpacked}
      PATTERNS pyarrow/include/arrow/* pyarrow/include/parquet/* pyarrow/libarrow.so.* pyarrow/libparquet.so.*)
    file(TOUCH ${stamp})
  endif()
  set(${folder} ${unpacked}/pyarrow PARENT_SCOPE)
endfunction()

function(oyer_add_arrow)
  add_library(oyer_arrow INTERFACE)
  find_package(Arrow QUIET)
  find_package(Parquet QUIET)
  if(Arrow_FOUND AND Parquet_FOUND)
    target_link_libraries(oyer_arrow INTERFACE Arrow::arrow_shared Parquet::parquet_shared)
    set(OYER_ARROW_VERSION ${ARROW_VERSION} PARENT_SCOPE)
    return()
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${OYER_ARROW_LOCK})
  oyer_read_arrow_lock(version digest processor)
  oyer_fetch_arrow(wheel ${digest} ${processor})
  oyer_unpack_arrow(folder ${wheel} ${digest})
  file(GLOB libraries ${folder}/libarrow.so.* ${folder}/libparquet.so.*)
  target_include_directories(oyer_arrow SYSTEM INTERFACE ${folder}/include)
  target_link_libraries(oyer_arrow INTERFACE ${libraries})
  set(OYER_ARROW_VERSION ${version} PARENT_SCOPE)
endfunction()

oyer_add_arrow()
