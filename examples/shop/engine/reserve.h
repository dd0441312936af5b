// What the engine answers: GET /stock, POST /reserve, GET /healthz.
#pragma once

#include "http_server.h"
#include "pool.h"
#include "shelves.h"

class ReserveService {
 public:
  ReserveService(Pool& pool, Shelves& shelves) : pool_(pool), shelves_(shelves) {}

  Response handle(const Request& request);

 private:
  Response stock(const Request& request);
  Response reserve(const Request& request);
  Response health(const Request& request);

  Pool& pool_;
  Shelves& shelves_;
};
