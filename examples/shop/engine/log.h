// Log lines in the form of Google's glog: `I1124 10:31:02.118123 12345 reserve.cc:88] text`.
#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <mutex>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif
#if defined(__APPLE__)
#include <pthread.h>
#endif

namespace logging {

enum Severity { INFO, WARNING, ERROR, FATAL };

inline std::uint64_t thread_id() {
#if defined(__linux__)
  return static_cast<std::uint64_t>(syscall(SYS_gettid));
#elif defined(__APPLE__)
  std::uint64_t id = 0;
  pthread_threadid_np(nullptr, &id);
  return id;
#else
  return static_cast<std::uint64_t>(getpid());
#endif
}

/// The one log file of the process. A line is one write, so that lines of several threads never mix.
class LogFile {
 public:
  /// Returns false when the file cannot be opened; errno says why.
  bool open(const std::string& path) {
    path_ = path;
    return reopen();
  }

  void write(const std::string& text) {
    std::lock_guard<std::mutex> hold(mutex_);
    if (size_ > kRotateAtBytes) {
      ::rename(path_.c_str(), (path_ + ".1").c_str());
      reopen();
    }
    if (::write(fd_, text.data(), text.size()) > 0) size_ += text.size();
  }

 private:
  static constexpr std::size_t kRotateAtBytes = 8u << 20;

  bool reopen() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd_ < 0) return false;
    struct stat now = {};
    size_ = ::fstat(fd_, &now) == 0 ? static_cast<std::size_t>(now.st_size) : 0;
    return true;
  }

  std::mutex mutex_;
  std::string path_;
  int fd_ = -1;
  std::size_t size_ = 0;
};

inline LogFile& log_file() {
  // Never destroyed: threads may still log while the process ends.
  static LogFile* file = new LogFile();
  return *file;
}

/// `I1124 10:31:02.118123 12345 reserve.cc:88] `, local time.
inline std::string prefix(Severity severity, const char* file, int line) {
  struct timeval now = {};
  gettimeofday(&now, nullptr);
  const time_t seconds = now.tv_sec;
  struct tm parts = {};
  localtime_r(&seconds, &parts);
  const std::string path = file;
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  char text[160];
  std::snprintf(text, sizeof text, "%c%02d%02d %02d:%02d:%02d.%06d %llu %s:%d] ", "IWEF"[severity], parts.tm_mon + 1,
                parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, static_cast<int>(now.tv_usec),
                static_cast<unsigned long long>(thread_id()), name.c_str(), line);
  return text;
}

/// Collects one line and writes it when it goes out of scope.
class Message {
 public:
  Message(Severity severity, const char* file, int line) { text_ << prefix(severity, file, line); }
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;
  ~Message() {
    text_ << '\n';
    log_file().write(text_.str());
  }
  std::ostream& stream() { return text_; }

 private:
  std::ostringstream text_;
};

}  // namespace logging

#define LOG(severity) ::logging::Message(::logging::severity, __FILE__, __LINE__).stream()
