/// Codes of the area "store"; texts in store.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kStoreUrl{300};          ///< what was given (no secrets), what is wrong
inline constexpr Code kStoreUnreachable{301};  ///< database, what came back
inline constexpr Code kStoreBusy{302};         ///< database
inline constexpr Code kStoreFull{303};         ///< database, what came back
inline constexpr Code kStoreDenied{304};       ///< database, what came back
inline constexpr Code kStoreCorrupt{305};      ///< database, what came back
inline constexpr Code kStoreNewer{306};        ///< database, its schema, our schema
inline constexpr Code kStoreForeign{307};      ///< database
inline constexpr Code kStoreRefused{308};      ///< database, what came back
inline constexpr Code kStoreUnknown{309};      ///< database, what came back
inline constexpr Code kStoreFault{310};        ///< database, what came back
inline constexpr Code kStoreIo{311};           ///< database, what came back
inline constexpr Code kStoreTooLarge{312};     ///< database, what came back
inline constexpr Code kStoreExists{313};       ///< what, its id
inline constexpr Code kStoreNotFound{314};     ///< what, its id
inline constexpr Code kRunFenced{315};         ///< run, epoch of the row, epoch of the writer
inline constexpr Code kTerminalWritten{316};   ///< what, its state, the state refused
inline constexpr Code kVersionClosed{317};     ///< experiment, version
inline constexpr Code kVersionNumber{318};     ///< experiment, the number given, the number expected
inline constexpr Code kExperimentInUse{319};   ///< experiment, number of open runs
inline constexpr Code kPageMark{320};          ///< the mark given

}  // namespace aiep::messages
