# The target oyer_arrow: Arrow C++ and its Parquet, for the program that writes Parquet. OYER_ARROW_VERSION says which.
#
# An Arrow that CMake finds on the system goes first. Otherwise a wheel of pyarrow, which ships both with their headers,
# is fetched into .deps/arrow/ (cmake/Fetch.cmake): always that for one version of Python, whatever the machine's own
# is, since nothing of Python's in it is used or run. Headers and libraries are unpacked below the build folder, where
# whoever may run the programs there can read them, also when the folder is copied.
include(Fetch)

# Headers and libraries out of the wheel, once per digest. The libraries look for each other in their own folder.
function(oyer_unpack_arrow folder wheel)
  file(SHA256 ${wheel} digest)
  set(unpacked ${CMAKE_BINARY_DIR}/arrow)
  set(stamp ${unpacked}/.oyer-${digest})
  if(NOT EXISTS ${stamp})
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
  set(lock ${PROJECT_SOURCE_DIR}/cmake/arrow.${CMAKE_SYSTEM_PROCESSOR}.lock)
  if(NOT EXISTS ${lock})
    message(FATAL_ERROR "Arrow: no wheel is pinned for ${CMAKE_SYSTEM_PROCESSOR}. Install Arrow C++ with Parquet, or "
      "build without Parquet: -DOYER_PARQUET=OFF.")
  endif()
  oyer_fetch(names wheel "Arrow" ${lock} ${PROJECT_SOURCE_DIR}/.deps/arrow --only-binary :all: --implementation cp
    --python-version 3.11 --abi cp311 --platform manylinux_2_28_${CMAKE_SYSTEM_PROCESSOR})
  oyer_unpack_arrow(folder ${wheel})
  file(STRINGS ${lock} pin REGEX "^pyarrow")
  string(REGEX REPLACE "^pyarrow==([0-9.]+) .*" "\\1" version "${pin}")
  file(GLOB libraries ${folder}/libarrow.so.* ${folder}/libparquet.so.*)
  target_include_directories(oyer_arrow SYSTEM INTERFACE ${folder}/include)
  target_link_libraries(oyer_arrow INTERFACE ${libraries})
  # Into the wheel, too, where oyer-parquet looks for them as it does here.
  install(FILES ${libraries} DESTINATION oyer/bin/arrow/pyarrow COMPONENT python)
  set(OYER_ARROW_VERSION ${version} PARENT_SCOPE)
endfunction()

oyer_add_arrow()
