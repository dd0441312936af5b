// inventoryd: the stock engine of the sample shop.
//
//   inventoryd --logs DIR --catalog FILE [--previous HOW] [--fault NAME --fault-ms N]
//
// --previous says how the instance before this one ended.
//
// Prints {"port":N} when it is ready. Takes commands on standard input, one a line: `fault slow-database MS`,
// `fault engine-crash MS`, `heal`; it ends when standard input ends, so that it never outlives who started it.
//
// All parts are one translation unit: the standard headers are then read once, which is most of the compile time.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/resource.h>
#include <thread>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "crash.cc"
#include "http_server.cc"
#include "pool.cc"
#include "reserve.cc"
#include "shelves.cc"

namespace {

constexpr int kWorkers = 16;
constexpr int kConnections = 4;

struct Settings {
  std::string logs, catalog, fault, previous;
  int fault_ms = 45000;
};

bool parse_settings(int count, char** words, Settings& settings) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i], value = words[i + 1];
    if (name == "--logs") settings.logs = value;
    else if (name == "--catalog") settings.catalog = value;
    else if (name == "--fault") settings.fault = value;
    else if (name == "--previous") settings.previous = value;
    else if (name == "--fault-ms") settings.fault_ms = std::atoi(value.c_str());
    else return false;
  }
  return count % 2 == 1 && !settings.logs.empty() && !settings.catalog.empty();
}

/// The crash is meant: it must not fill the machine with core files or crash reports.
void forbid_core_files() {
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
#if defined(__linux__)
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

class Engine {
 public:
  explicit Engine(const Settings& settings) : settings_(settings) {}

  int start() {
    LOG(INFO) << "inventoryd 3.8.1 starting pid=" << getpid() << " workers=" << kWorkers << " pool=" << kConnections;
    if (!settings_.previous.empty()) LOG(WARNING) << "restarted, previous instance ended by " << settings_.previous;
    shelves_.load(settings_.catalog);
    if (!settings_.fault.empty()) inject(settings_.fault, settings_.fault_ms);
    const int port = server_.start();
    if (port != 0) LOG(INFO) << "listening on 127.0.0.1:" << port;
    return port;
  }

  void inject(const std::string& fault, int lasts_ms) {
    if (fault == "slow-database") pool_.slow_down(std::chrono::milliseconds(lasts_ms / 8));
    if (fault == "engine-crash") shelves_.compact();
  }

  void heal() {
    pool_.recover();
    shelves_.undo_compaction();
  }

  /// What the engine does besides serving: it syncs with the warehouse, restocks and flushes its journal.
  void housekeeping() {
    for (int second = 1;; ++second) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      if (second % 4 == 0) sync(second);
      if (second % 9 == 0) LOG(INFO) << "journal flushed records=" << 3 + second % 17 << " bytes=" << 420 + second * 37 % 900;
      if (second % 15 == 0) shelves_.restock();
      if (second % 20 == 0) LOG(INFO) << "stats busy=" << pool_.busy() << "/" << kConnections << " queued=" << server_.queued();
    }
  }

 private:
  void sync(int second) {
    try {
      const int took = pool_.execute("sync_shelf", "-");
      LOG(INFO) << "stock sync shelf=" << second % shelves_.shelves() << " rows=" << 40 + second * 13 % 300 << " took=" << took << "ms";
    } catch (const PoolExhausted& error) {
      LOG(WARNING) << "stock sync skipped: " << error.what();
    }
  }

  const Settings settings_;
  Pool pool_{kConnections};
  Shelves shelves_;
  ReserveService service_{pool_, shelves_};
  HttpServer server_{kWorkers, [this](const Request& request) { return service_.handle(request); }};
};

void obey(Engine& engine) {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string verb, fault;
    int lasts_ms = 45000;
    words >> verb >> fault >> lasts_ms;
    if (verb == "fault") engine.inject(fault, lasts_ms);
    if (verb == "heal") engine.heal();
  }
}

}  // namespace

int main(int count, char** words) {
  Settings settings;
  if (!parse_settings(count, words, settings)) {
    std::cerr << "usage: inventoryd --logs DIR --catalog FILE [--previous HOW] [--fault NAME --fault-ms N]\n";
    return 2;
  }
  forbid_core_files();
  std::signal(SIGINT, SIG_IGN);  // the terminal's Ctrl-C goes to everyone; the supervisor decides
  if (!logging::log_file().open(settings.logs + "/inventoryd.log")) {
    std::cerr << "inventoryd: cannot write " << settings.logs << "/inventoryd.log: " << std::strerror(errno) << "\n";
    return 1;
  }
  crash::install();
  // Never destroyed: its threads run until the process ends.
  Engine* engine = new Engine(settings);
  const int port = engine->start();
  if (port == 0) {
    std::cerr << "inventoryd: cannot listen on 127.0.0.1: " << std::strerror(errno) << "\n";
    return 1;
  }
  std::cout << "{\"port\":" << port << "}" << std::endl;
  std::thread(&Engine::housekeeping, engine).detach();
  obey(*engine);
  LOG(INFO) << "inventoryd stopping, standard input closed";
  _exit(0);
}
