/// One document of either format, from its text to a checked draft.
#pragma once

#include "core/flow/draft.h"

namespace aiep::flow {

/// Everything that parse() says. `tree` keeps the values; its root is null when the text could not be read.
void read_document(const SourceDocument& document, const TypeDirectory& types, Tree& tree, Draft& draft,
                   Report& report);
/// The tree alone.
void read_tree(std::string_view text, SourceFormat format, Tree& tree, Report& report);

}  // namespace aiep::flow
