// A small HTTP/1.1 server for loopback: one request a connection, a fixed number of workers.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

struct Request {
  std::string method;
  std::string path;
  std::map<std::string, std::string> query;
  /// Header names in lower case.
  std::map<std::string, std::string> headers;

  /// Value of a query parameter; empty when it is not there.
  std::string parameter(const std::string& name) const;
  /// The caller's X-Request-Id, `-` when it sent none.
  std::string id() const;
};

struct Response {
  int status = 200;
  std::string body;
};

class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  HttpServer(int workers, Handler handler) : workers_(workers), handler_(std::move(handler)) {}

  /// Listens on 127.0.0.1 at a port the system chooses and returns it; 0 when that fails.
  int start();
  int queued();

 private:
  void accept_loop(int listener);
  void work();
  void serve(int connection);

  static constexpr std::size_t kMaxQueued = 128;

  const int workers_;
  const Handler handler_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<int> connections_;
};
