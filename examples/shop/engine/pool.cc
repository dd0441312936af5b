#include "pool.h"

#include <algorithm>
#include <thread>

#include "log.h"

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kAcquireTimeout{1000};
constexpr int kWaitWorthAWarningMs = 60;
constexpr int kSlowStatementMs = 150;
constexpr int kWorstStatementMs = 2600;

int since(Clock::time_point start) { return static_cast<int>(duration_cast<milliseconds>(Clock::now() - start).count()); }

}  // namespace

int Pool::execute(const std::string& statement, const std::string& request) {
  acquire(request);
  const auto start = Clock::now();
  std::this_thread::sleep_for(milliseconds(statement_ms()));
  const int took = since(start);
  release();
  if (took >= kSlowStatementMs) {
    LOG(WARNING) << "slow statement " << statement << " took=" << took << "ms req=" << request;
  }
  return took;
}

void Pool::acquire(const std::string& request) {
  const auto start = Clock::now();
  std::unique_lock<std::mutex> hold(mutex_);
  ++waiting_;
  const bool got = freed_.wait_for(hold, kAcquireTimeout, [this] { return busy_ < size_; });
  --waiting_;
  const int waited = since(start);
  const int busy = busy_, waiting = waiting_;
  if (got) ++busy_;
  hold.unlock();
  if (!got || waited >= kWaitWorthAWarningMs) {
    LOG(WARNING) << "pool exhausted wait=" << waited << "ms busy=" << busy << "/" << size_ << " waiting=" << waiting
                 << " req=" << request;
  }
  if (!got) throw PoolExhausted("no database connection within " + std::to_string(waited) + "ms");
}

void Pool::release() {
  std::lock_guard<std::mutex> hold(mutex_);
  --busy_;
  freed_.notify_one();
}

int Pool::statement_ms() {
  std::lock_guard<std::mutex> hold(mutex_);
  if (!slow_) {
    // Now and then a checkpoint of the database holds one statement up: normal noise.
    if (std::uniform_int_distribution<int>(0, 249)(random_) == 0) return 160 + static_cast<int>(random_() % 90);
    return 2 + static_cast<int>(random_() % 8);
  }
  const double along = std::min(1.0, static_cast<double>(since(slow_since_)) / static_cast<double>(ramp_.count()));
  const double spread = std::uniform_real_distribution<double>(0.55, 1.15)(random_);
  return 8 + static_cast<int>(along * spread * kWorstStatementMs);
}

void Pool::slow_down(milliseconds ramp) {
  std::lock_guard<std::mutex> hold(mutex_);
  slow_ = true;
  slow_since_ = Clock::now();
  ramp_ = std::max(ramp, milliseconds(1));
}

void Pool::recover() {
  std::lock_guard<std::mutex> hold(mutex_);
  slow_ = false;
}

int Pool::busy() {
  std::lock_guard<std::mutex> hold(mutex_);
  return busy_;
}
