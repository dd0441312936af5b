// The engine's connections to its database. The database itself is make-believe: a statement is a sleep. The pool is
// real: under slow statements its connections run out and callers queue, exactly as they would in production.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>

/// No connection became free in time.
struct PoolExhausted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Pool {
 public:
  explicit Pool(int size) : size_(size) {}

  /// Runs one statement on a free connection and returns how long it took, in ms.
  /// Throws PoolExhausted when no connection is free within the time-out.
  int execute(const std::string& statement, const std::string& request);

  /// From now on statements get slower, to their worst after `ramp`.
  void slow_down(std::chrono::milliseconds ramp);
  void recover();
  int busy();
  int size() const { return size_; }

 private:
  void acquire(const std::string& request);
  void release();
  int statement_ms();

  const int size_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int busy_ = 0;
  int waiting_ = 0;
  bool slow_ = false;
  std::chrono::steady_clock::time_point slow_since_;
  std::chrono::milliseconds ramp_{1};
  std::mt19937 random_{std::random_device{}()};
};
