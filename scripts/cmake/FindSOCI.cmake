# Debian's libsoci-dev ships neither a CMake config nor a pkg-config file.
# Targets: SOCI::core SOCI::sqlite3 SOCI::mysql
include(FindPackageHandleStandardArgs)
find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_path(SOCI_MYSQL_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb mysql)
foreach(part IN ITEMS core sqlite3 mysql)
  find_library(SOCI_${part}_LIBRARY soci_${part})
endforeach()
find_package_handle_standard_args(SOCI REQUIRED_VARS
  SOCI_INCLUDE_DIR SOCI_MYSQL_INCLUDE_DIR SOCI_core_LIBRARY SOCI_sqlite3_LIBRARY SOCI_mysql_LIBRARY)
if(SOCI_FOUND AND NOT TARGET SOCI::core)
  foreach(part IN ITEMS core sqlite3 mysql)
    add_library(SOCI::${part} UNKNOWN IMPORTED)
    set_target_properties(SOCI::${part} PROPERTIES IMPORTED_LOCATION ${SOCI_${part}_LIBRARY})
    target_include_directories(SOCI::${part} SYSTEM INTERFACE ${SOCI_INCLUDE_DIR})
  endforeach()
  target_include_directories(SOCI::mysql SYSTEM INTERFACE ${SOCI_MYSQL_INCLUDE_DIR})
endif()
