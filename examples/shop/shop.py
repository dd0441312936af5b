"""Runs the sample shop: starts its programs, sends shoppers, injects faults, restarts the engine after a crash.

    python3 shop.py --engine ./inventoryd --logs /tmp/shop

Commands on standard input, one a line: `inject slow-database`, `inject engine-crash`, `inject bad-release`, `heal`,
`stop`. What happens is printed as one JSON object a line. The shop ends when standard input ends.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any, Dict, List, Optional

import catalog
from shoppers import Shoppers

HERE = os.path.dirname(os.path.abspath(__file__))
CATALOG = os.path.join(HERE, "catalog.csv")
FAULTS = {"slow-database": "inventoryd", "engine-crash": "inventoryd", "bad-release": "pricing"}
START_TIMEOUT_S = 20
PROBE_EVERY_S = 10
RESTART_AFTER_S = (2, 4, 6, 8)

say_lock = threading.Lock()


def say(event: str, **more: Any) -> None:
    """One line for whoever runs us."""
    with say_lock:
        print(json.dumps({"event": event, **more}), flush=True)


def ending(status: int) -> str:
    """How a program ended, in words."""
    return f"signal {-status} ({signal.Signals(-status).name})" if status < 0 else f"exit status {status}"


class Program:
    """One running program of the shop; it ends when we close its standard input, or when we die."""

    def __init__(self, name: str, command: List[str]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=HERE
        )
        self.port = self.wait_for_port()

    def wait_for_port(self) -> int:
        """The port the program announces; raises RuntimeError when it does not."""
        timer = threading.Timer(START_TIMEOUT_S, self.process.kill)
        timer.start()
        try:
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise RuntimeError(f"{self.name} did not start (exit status {self.process.wait()})")
        return int(json.loads(line)["port"])

    def tell(self, command: str) -> None:
        """Sends one command; a program that has just died need not hear it."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            say("unheard", program=self.name, command=command)

    def stop(self) -> None:
        """Closes standard input, and kills what does not end within two seconds."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it is gone already
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Shop:
    """All programs, and the one fault that may be in force."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.lock = threading.RLock()
        self.fault: Optional[str] = None
        self.fault_number = 0
        self.heals_at = 0.0
        self.restarts = 0
        self.stopping = threading.Event()
        self.programs: Dict[str, Program] = {}
        self.shoppers: Optional[Shoppers] = None

    def start(self) -> None:
        """Engine and pricing first, then storefront, which calls both, then the shoppers."""
        python = [sys.executable, "-B", "-E", "-s"]
        common = ["--logs", self.options.logs, "--catalog", CATALOG]
        engine = self.programs["inventoryd"] = Program("inventoryd", [self.options.engine, *common])
        pricing = self.programs["pricing"] = Program("pricing", [*python, os.path.join(HERE, "pricing.py"), *common])
        ports = ["--pricing", str(pricing.port), "--inventoryd", str(engine.port)]
        storefront = Program("storefront", [*python, os.path.join(HERE, "storefront.py"), *common, *ports])
        self.programs["storefront"] = storefront
        self.shoppers = Shoppers(catalog.load(CATALOG), storefront.port, self.options.pace)
        for work in (self.shoppers.run, self.supervise, self.probe):
            threading.Thread(target=work, daemon=True).start()
        say("ready", pids={name: program.process.pid for name, program in self.programs.items()})

    def probe(self) -> None:
        """Asks every program for its health, as an orchestrator does."""
        while not self.stopping.wait(PROBE_EVERY_S):
            for program in list(self.programs.values()):
                connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=1)
                try:
                    connection.request("GET", "/healthz")
                    connection.getresponse().read()
                except (OSError, http.client.HTTPException) as error:
                    say("unhealthy", program=program.name, error=str(error))
                finally:
                    connection.close()

    def supervise(self) -> None:
        """Starts the engine again when it ends by itself, later each time."""
        while True:
            engine = self.programs["inventoryd"]
            status = engine.process.wait()
            if self.stopping.is_set():
                return
            say("engine-ended", status=status)
            wait = RESTART_AFTER_S[min(self.restarts, len(RESTART_AFTER_S) - 1)]
            self.restarts += 1
            if self.stopping.wait(wait):
                return
            try:
                self.restart_engine(ending(status))
            except (RuntimeError, OSError) as error:
                say("not-restarted", reason=str(error))  # the old process is waited for again, so we come back here

    def restart_engine(self, previous: str) -> None:
        """A new engine under the fault in force; storefront learns its new port."""
        with self.lock:
            command = [self.options.engine, "--logs", self.options.logs, "--catalog", CATALOG]
            command += ["--previous", previous]
            if self.fault in ("slow-database", "engine-crash"):
                left_ms = max(1, int((self.heals_at - time.monotonic()) * 1000))
                command += ["--fault", self.fault, "--fault-ms", str(left_ms)]
            engine = self.programs["inventoryd"] = Program("inventoryd", command)
            self.programs["storefront"].tell(f"upstream inventoryd {engine.port}")
        say("engine-restarted", pid=engine.process.pid)

    def inject(self, fault: str) -> None:
        """Puts a fault in force, in place of the one there may be."""
        if fault not in FAULTS:
            say("refused", fault=fault, known=list(FAULTS))
            return
        with self.lock:
            self.heal()
            self.fault = fault
            self.restarts = 0
            self.fault_number += 1
            self.heals_at = time.monotonic() + self.options.fault_seconds
            self.programs[FAULTS[fault]].tell(f"fault {fault} {int(self.options.fault_seconds * 1000)}")
            timer = threading.Timer(self.options.fault_seconds, self.heal, [self.fault_number])
            timer.daemon = True
            timer.start()
        say("fault", fault=fault)

    def heal(self, number: Optional[int] = None) -> bool:
        """Ends the fault in force, with a number only when it is still that one; False when there was none."""
        with self.lock:
            if self.fault is None or number not in (None, self.fault_number):
                return False
            self.programs[FAULTS[self.fault]].tell("heal")
            healed, self.fault = self.fault, None
        say("healed", fault=healed)
        return True

    def obey(self) -> None:
        """Takes commands until `stop` or the end of standard input."""
        for line in sys.stdin:
            words = line.split()
            if words[:1] == ["inject"] and len(words) == 2:
                self.inject(words[1])
            elif words == ["heal"]:
                if not self.heal():
                    say("nothing-to-heal")
            elif words == ["stop"]:
                return
            elif words:
                say("refused", command=line.strip(), known=["inject FAULT", "heal", "stop"])

    def stop(self) -> None:
        """Shoppers first, then storefront, then what it calls."""
        self.stopping.set()
        if self.shoppers is not None:
            self.shoppers.stop()
        for name in ("storefront", "pricing", "inventoryd"):
            if name in self.programs:
                self.programs[name].stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the sample shop.")
    parser.add_argument("--engine", required=True, help="the compiled engine")
    parser.add_argument("--logs", required=True, help="folder of the log files")
    parser.add_argument("--pace", type=float, default=1.0, help="how busy the shop is; 1 gives about 30 lines/s")
    parser.add_argument("--fault-seconds", type=float, default=45, help="how long an injected fault lasts")
    options = parser.parse_args()
    options.engine = os.path.abspath(options.engine)
    options.logs = os.path.abspath(options.logs)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    shop = Shop(options)
    try:
        os.makedirs(options.logs, exist_ok=True)
        shop.start()
        shop.obey()
    except (RuntimeError, OSError) as error:
        say("failed", reason=str(error))
        return 1
    except KeyboardInterrupt:
        pass  # Ctrl-C is how one stops it by hand
    finally:
        shop.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
