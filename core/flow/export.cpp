#include "core/base/messages/flow.h"
#include "core/flow/flow.h"

namespace aiep::flow {

Result<std::string> export_document(const SourceDocument& document, SourceFormat wanted) {
  if (document.format == wanted) return document.text;
  return make_error(messages::kFlowNotConvertible, {"not yet"});
}

}  // namespace aiep::flow
