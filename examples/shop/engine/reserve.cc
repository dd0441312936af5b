#include "reserve.h"

#include <chrono>
#include <cstdlib>

#include "crash.h"
#include "log.h"

namespace {

Response failure(int status, const std::string& error) { return {status, "{\"error\":\"" + error + "\"}"}; }

}  // namespace

Response ReserveService::handle(const Request& request) {
  if (request.path == "/stock" && request.method == "GET") return stock(request);
  if (request.path == "/reserve" && request.method == "POST") return reserve(request);
  if (request.path == "/healthz" && request.method == "GET") return health(request);
  LOG(WARNING) << "no route for " << request.method << " " << request.path << " req=" << request.id();
  return failure(404, "not found");
}

Response ReserveService::stock(const Request& request) {
  const std::string sku = request.parameter("sku");
  const int pieces = shelves_.on_hand(sku);
  if (pieces < 0) {
    LOG(WARNING) << "stock asked for unknown sku=" << sku << " req=" << request.id();
    return failure(404, "unknown sku");
  }
  try {
    pool_.execute("select_stock", request.id());
  } catch (const PoolExhausted& error) {
    LOG(ERROR) << "stock read failed req=" << request.id() << " sku=" << sku << ": " << error.what();
    return failure(503, "pool exhausted");
  }
  LOG(INFO) << "stock read req=" << request.id() << " sku=" << sku << " on_hand=" << pieces;
  return {200, "{\"on_hand\":" + std::to_string(pieces) + "}"};
}

Response ReserveService::reserve(const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  const std::string sku = request.parameter("sku"), order = request.parameter("order"), id = request.id();
  const int pieces = std::atoi(request.parameter("pieces").c_str());
  crash::set_request("req=" + id + " order=" + order);
  LOG(INFO) << "reserve begin req=" << id << " order=" << order << " sku=" << sku << " pieces=" << pieces;
  try {
    pool_.execute("lock_shelf", id);
    const Taken taken = shelves_.take(sku, pieces);
    if (!taken.enough) {
      LOG(WARNING) << "reserve refused req=" << id << " order=" << order << " sku=" << sku << ": only " << taken.left
                   << " on hand";
      return failure(409, "out of stock");
    }
    pool_.execute("insert_reservation", id);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    LOG(INFO) << "reserved req=" << id << " order=" << order << " sku=" << sku << " pieces=" << pieces
              << " shelf=" << taken.shelf << " left=" << taken.left << " took=" << took.count() << "ms";
    return {200, "{\"left\":" + std::to_string(taken.left) + "}"};
  } catch (const PoolExhausted& error) {
    LOG(ERROR) << "reserve failed req=" << id << " order=" << order << ": " << error.what();
    return failure(503, "pool exhausted");
  }
}

Response ReserveService::health(const Request&) {
  LOG(INFO) << "health ok busy=" << pool_.busy() << "/" << pool_.size() << " articles=" << shelves_.count();
  return {200, "{\"ok\":true}"};
}
