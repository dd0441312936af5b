// What is left behind when the engine dies of an uncaught exception: a FATAL line and the stack, as glog prints them.
#include "crash.h"

#include <cstdint>
#include <cstdlib>
#include <cxxabi.h>
#include <dlfcn.h>
#include <exception>
#include <memory>
#include <typeinfo>
#include <unwind.h>

#include "log.h"

namespace crash {
namespace {

thread_local std::string current_request;

std::string demangled(const char* name) {
  int status = 0;
  std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  return status == 0 && text ? text.get() : name;
}

/// One `    @     0x55f0a1b2c3d4  function(arguments)` line for each caller.
_Unwind_Reason_Code add_frame(struct _Unwind_Context* context, void* into) {
  auto& text = *static_cast<std::string*>(into);
  const std::uintptr_t returns_to = _Unwind_GetIP(context);
  if (returns_to == 0) return _URC_END_OF_STACK;
  const auto address = reinterpret_cast<void*>(returns_to);
  // A call that never returns may be the last instruction of its function: ask for the call, not for what follows it.
  Dl_info symbol = {};
  const bool known = dladdr(reinterpret_cast<void*>(returns_to - 1), &symbol) != 0 && symbol.dli_sname != nullptr;
  char head[40];
  std::snprintf(head, sizeof head, "    @ %18p  ", address);
  text += head + (known ? demangled(symbol.dli_sname) : std::string("(unknown)")) + "\n";
  return _URC_NO_REASON;
}

std::string what_of_current() {
  try {
    std::rethrow_exception(std::current_exception());
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "not a std::exception";
  }
}

[[noreturn]] void on_terminate() {
  std::string text = logging::prefix(logging::FATAL, __FILE__, __LINE__);
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type != nullptr) {
    text += "terminate called after throwing an instance of '" + demangled(type->name()) + "'";
    if (!current_request.empty()) text += " " + current_request;
    text += "\n  what():  " + what_of_current();
  } else {
    text += "terminate called without an active exception";
  }
  text += "\n*** Check failure stack trace: ***\n";
  _Unwind_Backtrace(add_frame, &text);
  logging::log_file().write(text);
  std::abort();
}

}  // namespace

void install() { std::set_terminate(on_terminate); }

void set_request(const std::string& request) { current_request = request; }

}  // namespace crash
