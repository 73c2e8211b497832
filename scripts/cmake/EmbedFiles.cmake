# aiep_embed_sql(OUTPUT file.cpp FUNCTION name FILES …)
# Writes a source file that defines `std::span<const Migration> aiep::store::name()` with the files'
# texts, in the given order. The number is the file name's. A changed file configures again.
function(aiep_embed_sql)
  cmake_parse_arguments(ARG "" "OUTPUT;FUNCTION" "FILES" ${ARGN})
  set(entries "")
  foreach(path IN LISTS ARG_FILES)
    get_filename_component(name ${path} NAME)
    if(NOT name MATCHES "^0*([1-9][0-9]*)_")
      message(FATAL_ERROR "${path}: a migration is named NNNN_what.sql")
    endif()
    set(number ${CMAKE_MATCH_1})
    file(READ ${path} text)
    string(APPEND entries "    {${number}, R\"sql(${text})sql\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  endforeach()
  string(CONCAT source
    "#include \"core/store/schema.h\"\n\nnamespace aiep::store {\nnamespace {\n\n"
    "constexpr Migration kMigrations[] = {\n${entries}};\n\n}  // namespace\n\n"
    "std::span<const Migration> ${ARG_FUNCTION}() { return kMigrations; }\n\n"
    "}  // namespace aiep::store\n")
  # GENERATE leaves an unchanged file alone, so nothing is compiled again.
  file(GENERATE OUTPUT ${ARG_OUTPUT} CONTENT "${source}")
endfunction()
