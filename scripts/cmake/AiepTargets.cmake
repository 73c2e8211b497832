# aiep_library(NAME SOURCES … [DEPS …] [PRIVATE_DEPS …])  → target aiep::NAME
# DEPS are seen by users, PRIVATE_DEPS are not (third-party libraries belong there).
function(aiep_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(aiep_${name} STATIC ${ARG_SOURCES})
  add_library(aiep::${name} ALIAS aiep_${name})
  target_link_libraries(aiep_${name} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
  target_link_libraries(aiep_${name} PRIVATE aiep_options)
  target_include_directories(aiep_${name} PUBLIC ${CMAKE_SOURCE_DIR})
endfunction()

# aiep_component(NAME …): a library that aiepd registers. Its register.cpp holds
# Status aiep::NAME::register_component(spi::Registry&, const spi::BackendSettings&).
function(aiep_component name)
  aiep_library(${name} ${ARGN})
  set_property(GLOBAL APPEND PROPERTY AIEP_COMPONENTS ${name})
endfunction()

# aiep_backend(NAME …): a component that is a backend.
# tests/contract must hold NAME_backend_contract.cpp, its harness for the contract suite.
function(aiep_backend name)
  aiep_component(${name} ${ARGN})
  set_property(GLOBAL APPEND PROPERTY AIEP_BACKENDS ${name})
endfunction()

# aiep_component_table(FILE): the source of Status aiep::register_components(registry, settings), which
# calls every component of the build.
function(aiep_component_table file)
  get_property(components GLOBAL PROPERTY AIEP_COMPONENTS)
  set(declarations "")
  set(calls "")
  foreach(name IN LISTS components)
    string(APPEND declarations
      "namespace aiep::${name} {\nStatus register_component(spi::Registry&, const spi::BackendSettings&);\n}\n")
    string(APPEND calls
      "  if (Status added = ${name}::register_component(registry, settings); !added) return added;\n")
  endforeach()
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT
"#include \"core/spi/backend_settings.h\"
#include \"core/spi/registry.h\"
@declarations@
namespace aiep {
Status register_components(spi::Registry& registry, const spi::BackendSettings& settings);
Status register_components(spi::Registry& registry, const spi::BackendSettings& settings) {
@calls@  return {};
}
}
")
endfunction()

# aiep_program(NAME OUTPUT file SOURCES … DEPS …)  → build/<preset>/bin/file
function(aiep_program name)
  cmake_parse_arguments(ARG "" "OUTPUT" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME ${ARG_OUTPUT})
  target_link_libraries(${name} PRIVATE aiep_options ${ARG_DEPS})
endfunction()

# aiep_plugin(NAME SOURCES … [DEPS …])  → build/<preset>/plugins/NAME.so
# A plugin carries its own hidden copy of the core code that it uses; only the descriptor is
# exported, so it cannot clash with the program or with another plugin.
function(aiep_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(plugin_${name} MODULE ${ARG_SOURCES})
  set_target_properties(plugin_${name} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name}
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
  target_compile_definitions(plugin_${name} PRIVATE AIEP_BUILD_IDENTITY="${AIEP_BUILD_IDENTITY}")
  target_link_libraries(plugin_${name} PRIVATE aiep_options aiep::spi ${ARG_DEPS})
  target_link_options(plugin_${name} PRIVATE -Wl,--exclude-libs,ALL)
endfunction()

# aiep_test(NAME LABEL unit|contract|integration|e2e|slow|lint SOURCES … DEPS … [TIMEOUT s])
# One Boost.Test program; tests/support/main.cpp gives main and fails on zero assertions.
function(aiep_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT AIEP_TESTS)
    return()
  endif()
  add_executable(test_${name} ${ARG_SOURCES})
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(test_${name} PRIVATE aiep_options aiep::test_support ${ARG_DEPS})
  target_compile_definitions(test_${name} PRIVATE
    AIEP_SOURCE_DIR="${CMAKE_SOURCE_DIR}" AIEP_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${name} COMMAND test_${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * ${AIEP_PATIENCE}")
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()

# aiep_script_test(NAME LABEL … COMMAND …): a test that is a script (e2e, lint).
function(aiep_script_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
  if(NOT AIEP_TESTS)
    return()
  endif()
  add_test(NAME ${name} COMMAND ${ARG_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * ${AIEP_PATIENCE}")
  set(environment AIEP_BIN=${CMAKE_BINARY_DIR}/bin AIEP_SOURCE_DIR=${CMAKE_SOURCE_DIR}
    AIEP_BINARY_DIR=${CMAKE_BINARY_DIR} AIEP_PATIENCE=${AIEP_PATIENCE})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "${environment}")
endfunction()

# aiep_fuzz(NAME SOURCES … DEPS …): a libFuzzer program, only in preset fuzz.
function(aiep_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  if(NOT AIEP_FUZZ)
    return()
  endif()
  add_executable(fuzz_${name} ${ARG_SOURCES})
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  target_link_libraries(fuzz_${name} PRIVATE aiep_options ${ARG_DEPS})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()
