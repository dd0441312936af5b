#include "http_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>

#include "log.h"

namespace {

constexpr std::size_t kMaxHeadBytes = 16u << 10;
constexpr int kReadTimeoutSeconds = 5;

int hex_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) ? c - '0' : (c | 32) - 'a' + 10; }

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                        std::isxdigit(static_cast<unsigned char>(text[i + 2]));
    if (!escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return out;
}

void parse_target(const std::string& target, Request& request) {
  const std::size_t mark = target.find('?');
  request.path = unescaped(target.substr(0, mark));
  if (mark == std::string::npos) return;
  std::istringstream pairs(target.substr(mark + 1));
  for (std::string pair; std::getline(pairs, pair, '&');) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) request.query[pair.substr(0, equals)] = unescaped(pair.substr(equals + 1));
  }
}

/// Parses everything before the empty line; false when it is no HTTP request.
bool parse_head(const std::string& head, Request& request) {
  std::istringstream lines(head);
  std::string target, version;
  lines >> request.method >> target >> version;
  if (version.compare(0, 5, "HTTP/") != 0) return false;
  parse_target(target, request);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers[name] = value == std::string::npos ? "" : line.substr(value);
  }
  return true;
}

/// The request's head, without the empty line; empty when the peer sent nothing usable in time.
std::string read_head(int connection) {
  const struct timeval limit = {kReadTimeoutSeconds, 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string head;
  char buffer[2048];
  while (head.size() < kMaxHeadBytes) {
    const ssize_t count = ::recv(connection, buffer, sizeof buffer, 0);
    if (count <= 0) return "";
    head.append(buffer, static_cast<std::size_t>(count));
    const std::size_t end = head.find("\r\n\r\n");
    if (end != std::string::npos) return head.substr(0, end + 2);
  }
  return "";
}

void send_all(int connection, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(connection, bytes.data() + sent, bytes.size() - sent, 0);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

}  // namespace

std::string Request::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

std::string Request::id() const {
  const auto found = headers.find("x-request-id");
  return found == headers.end() ? "-" : found->second;
}

int HttpServer::start() {
  std::signal(SIGPIPE, SIG_IGN);
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) return 0;
  struct sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* plain = reinterpret_cast<struct sockaddr*>(&address);
  if (::bind(listener, plain, length) != 0 || ::listen(listener, 64) != 0) return 0;
  if (::getsockname(listener, plain, &length) != 0) return 0;
  for (int i = 0; i < workers_; ++i) std::thread(&HttpServer::work, this).detach();
  std::thread(&HttpServer::accept_loop, this, listener).detach();
  return ntohs(address.sin_port);
}

int HttpServer::queued() {
  std::lock_guard<std::mutex> hold(mutex_);
  return static_cast<int>(connections_.size());
}

void HttpServer::accept_loop(int listener) {
  for (;;) {
    const int connection = ::accept(listener, nullptr, nullptr);
    if (connection < 0) {
      // Out of descriptors, most likely: give the workers time to close some.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    std::unique_lock<std::mutex> hold(mutex_);
    if (connections_.size() >= kMaxQueued) {
      hold.unlock();
      LOG(WARNING) << "accept queue full, connection refused queued=" << kMaxQueued;
      ::close(connection);
      continue;
    }
    connections_.push_back(connection);
    arrived_.notify_one();
  }
}

void HttpServer::work() {
  for (;;) {
    int connection = -1;
    {
      std::unique_lock<std::mutex> hold(mutex_);
      arrived_.wait(hold, [this] { return !connections_.empty(); });
      connection = connections_.front();
      connections_.pop_front();
    }
    serve(connection);
  }
}

void HttpServer::serve(int connection) {
  Request request;
  if (parse_head(read_head(connection), request)) {
    // No catch here: an exception nobody expected is a bug, and a bug must be seen.
    const Response response = handler_(request);
    send_all(connection, "HTTP/1.1 " + std::to_string(response.status) +
                             " -\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                             std::to_string(response.body.size()) + "\r\n\r\n" + response.body);
  }
  ::close(connection);
}
