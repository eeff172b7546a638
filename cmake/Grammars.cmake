# The target oyer_grammars: tree-sitter's core and every grammar of cmake/grammars.lock in one static library.
#
# The archives are fetched as cmake/Fetch.cmake says, into .deps/grammars/.
include(Fetch)

# Unpacks one archive below the build folder, once per content, and gives the folder of its sources.
function(oyer_unpack_grammar folder archive)
  get_filename_component(file ${archive} NAME)
  string(REGEX REPLACE "\\.tar\\.gz$" "" file ${file})
  file(SHA256 ${archive} digest)
  set(unpacked ${CMAKE_BINARY_DIR}/grammars/${file})
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
  # So do both dialects of PHP. The one for programs without text around them is not built.
  if(name STREQUAL "tree-sitter-php")
    configure_file(${PROJECT_SOURCE_DIR}/cmake/php_scanner.h.in ${folder}/common/scanner.h COPYONLY)
    list(FILTER parsers EXCLUDE REGEX "/php_only/")
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
  oyer_fetch(names archives Grammars ${PROJECT_SOURCE_DIR}/cmake/grammars.lock ${PROJECT_SOURCE_DIR}/.deps/grammars
    --no-binary :all: --no-build-isolation)

  add_library(oyer_grammars STATIC)
  set(headers ${CMAKE_BINARY_DIR}/grammars/include)
  foreach(name archive IN ZIP_LISTS names archives)
    oyer_unpack_grammar(folder ${archive})
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
