# Compiler settings as interface targets; nothing global but the standard.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

option(AIEP_TESTS "Build the tests" ON)
set(AIEP_SANITIZE "" CACHE STRING "Comma list for -fsanitize, empty for none")
option(AIEP_COVERAGE "Instrument for line coverage" OFF)
option(AIEP_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(AIEP_CAMPAIGN "Compile in store faults and guards that can be switched off: tests only, never shipped" OFF)
if(AIEP_CAMPAIGN AND CMAKE_BUILD_TYPE STREQUAL "Release")
  message(FATAL_ERROR "AIEP_CAMPAIGN is for tests only")
endif()

add_library(aiep_options INTERFACE)
target_include_directories(aiep_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(aiep_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wunused
  -Woverloaded-virtual -Wcast-align -Werror=unused-result -Werror=return-type)

if(AIEP_CAMPAIGN)
  target_compile_definitions(aiep_options INTERFACE AIEP_CAMPAIGN)
endif()
if(AIEP_SANITIZE)
  # vptr does not link against Debian's SOCI (undefined typeinfo).
  target_compile_options(aiep_options INTERFACE
    -fsanitize=${AIEP_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(aiep_options INTERFACE -fsanitize=${AIEP_SANITIZE} -fno-sanitize=vptr)
endif()
# Instrumented programs are slow: the tests' bounds of time grow by this.
set(AIEP_PATIENCE 1)
if(AIEP_SANITIZE)
  set(AIEP_PATIENCE 5)
endif()
if(AIEP_COVERAGE)
  # Threads count too: torn counters are negative, which gcovr refuses.
  target_compile_options(aiep_options INTERFACE --coverage -fprofile-update=atomic -O0)
  target_link_options(aiep_options INTERFACE --coverage)
endif()

find_program(AIEP_CCACHE ccache)
if(AIEP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${AIEP_CCACHE})
endif()
find_program(AIEP_LLD ld.lld)
if(AIEP_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# What a plugin must have been built by to be loaded (core/spi/plugin_abi.h).
set(AIEP_BUILD_IDENTITY "${PROJECT_VERSION}/${CMAKE_CXX_COMPILER_ID}-${CMAKE_CXX_COMPILER_VERSION}")
