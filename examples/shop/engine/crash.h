#pragma once

#include <string>

namespace crash {

/// From now on an uncaught exception writes its type, message and stack to the log before the process aborts.
void install();

/// What the calling thread works on, named in the FATAL line.
void set_request(const std::string& request);

}  // namespace crash
