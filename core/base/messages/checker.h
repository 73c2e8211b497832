/// Codes of the area "checker"; texts in checker.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Of an object text (datachecker/object.h).
inline constexpr Code kObjectNoDatabase{600};
inline constexpr Code kObjectName{601};
inline constexpr Code kObjectBrace{602};
inline constexpr Code kObjectComponent{603};
inline constexpr Code kObjectValue{604};
inline constexpr Code kObjectQuote{605};
inline constexpr Code kObjectEmptyValue{606};
inline constexpr Code kObjectKeyTwice{607};
inline constexpr Code kObjectTooLong{608};
inline constexpr Code kObjectPlaceholder{609};
inline constexpr Code kObjectRange{610};
// Of a check.
inline constexpr Code kCheckPayload{620};
inline constexpr Code kCheckTooLarge{621};
inline constexpr Code kCheckNoWarehouse{622};
inline constexpr Code kCheckRung{623};
inline constexpr Code kWarehouseGone{624};
inline constexpr Code kCheckNotKept{625};
// Of a metastore over Thrift.
inline constexpr Code kThriftUrl{630};
inline constexpr Code kThriftAuth{631};
inline constexpr Code kThriftDown{632};
// Of a metastore's database.
inline constexpr Code kMetastoreDown{640};
inline constexpr Code kMetastoreSlow{641};
inline constexpr Code kMetastoreDenied{642};
inline constexpr Code kMetastoreSchema{643};
inline constexpr Code kMetastoreFault{644};
inline constexpr Code kMetastoreUrl{645};
inline constexpr Code kMetastorePassword{646};

}  // namespace aiep::messages
