"""The shoppers: requests at random moments, whether or not earlier ones have been answered."""

from __future__ import annotations

import http.client
import random
import secrets
import threading
from typing import Any, Dict, List
from urllib.parse import urlencode

REQUESTS_PER_S = 3.0
AT_ONCE = 48
FAVOURITE, FAVOURITE_SHARE = "COF-012", 0.25
COUPONS = ["", "", "", "", "TEN", "SPRING", "STAFF", "XMAS24"]


class Shoppers:
    """Sends requests to storefront until stopped."""

    def __init__(self, articles: Dict[str, Dict[str, Any]], port: int, pace: float) -> None:
        self.skus = list(articles)
        self.port = port
        self.pace = REQUESTS_PER_S * pace
        self.free = threading.BoundedSemaphore(AT_ONCE)
        self.stopped = threading.Event()

    def run(self) -> None:
        """Blocks until stop()."""
        while not self.stopped.wait(random.expovariate(self.pace)):
            if self.free.acquire(blocking=False):
                threading.Thread(target=self.visit, daemon=True).start()

    def stop(self) -> None:
        """No more requests."""
        self.stopped.set()

    def visit(self) -> None:
        """One request; shoppers do not complain, whatever comes back is in the services' logs."""
        method, target = self.choose()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request(method, target, headers={"X-Request-Id": secrets.token_hex(6)})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
            self.free.release()

    def choose(self) -> "tuple[str, str]":
        """What a shopper does next."""
        what = random.random()
        if what < 0.4:
            sku = self.article() if random.random() < 0.97 else "TEA-999"
            return "GET", f"/product/{sku}"
        query = {"basket": self.basket(), "session": secrets.token_hex(3), "coupon": random.choice(COUPONS)}
        if what < 0.6:
            return "GET", f"/cart?{urlencode(query)}"
        return "POST", f"/checkout?{urlencode(query)}"

    def article(self) -> str:
        """The favourite, or any other."""
        return FAVOURITE if random.random() < FAVOURITE_SHARE else random.choice(self.skus)

    def basket(self) -> str:
        """One to three articles with their pieces."""
        skus: List[str] = sorted({self.article() for _ in range(random.choice([1, 1, 2, 3]))})
        return ",".join(f"{sku}:{random.choice([1, 1, 1, 2, 3])}" for sku in skus)
