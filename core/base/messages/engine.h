/// Codes of the area "engine"; texts in engine.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kRunNotFound{400};
inline constexpr Code kNodeNotFound{401};
inline constexpr Code kExperimentNotFound{402};
inline constexpr Code kExperimentAmbiguous{403};
inline constexpr Code kTypeCannotRun{404};
inline constexpr Code kBackendUnknown{405};
inline constexpr Code kVariableUndeclared{406};
inline constexpr Code kVariableMissing{407};
inline constexpr Code kVariableNotNumber{408};
inline constexpr Code kRunAlreadyOver{409};
inline constexpr Code kNothingToRerun{410};
inline constexpr Code kMarkNotNow{411};
inline constexpr Code kStoreKeepsTrying{412};
inline constexpr Code kNestedTooDeep{413};
inline constexpr Code kNoLogs{414};
inline constexpr Code kEngineStopped{415};
inline constexpr Code kRunOpenElsewhere{416};
inline constexpr Code kRunPlacedElsewhere{417};  ///< the run, the place
inline constexpr Code kOuterOlder{420};          ///< the execution, attempt given, attempt that attached
inline constexpr Code kOuterSuperseded{421};     ///< the execution, attempt given, attempt that holds it
inline constexpr Code kOuterNotFound{422};       ///< the execution
inline constexpr Code kOuterCancelled{423};      ///< the execution, attempt
inline constexpr Code kOuterNotKept{424};
inline constexpr Code kOuterUnsettled{425};  ///< the execution
inline constexpr Code kNoSuchOrphan{430};    ///< the key

}  // namespace aiep::messages
