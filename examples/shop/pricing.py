"""pricing: says what a basket costs.

    python3 pricing.py --logs DIR --catalog FILE

Prints {"port": N} when ready. Commands on standard input: `fault bad-release MS`, `heal`; it ends with standard input.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import threading
import time
from typing import Any, Dict, List, Tuple

import catalog
from service import Answer, Request, log_to, obey, serve

VAT = {"food": 0.07, "goods": 0.19, "books": 0.07, "mixed": 0.19, "none": 0.0}
COUPONS = {"TEN": 10, "SPRING": 15, "STAFF": 30}
RATES_AGE_LIMIT_S = 40

releases = logging.getLogger("pricing.release")
quotes = logging.getLogger("pricing.quote")
tax = logging.getLogger("pricing.tax")
rates = logging.getLogger("pricing.rates")
cache = logging.getLogger("pricing.cache")


class QuoteError(Exception):
    """A basket that cannot be priced."""


class Pricing:
    """The price rules of one release, and a small cache of single prices."""

    def __init__(self, articles: Dict[str, Dict[str, Any]]) -> None:
        self.articles = articles
        self.release = "2.4.0"
        self.cached: Dict[str, int] = {}
        self.rates_at = time.monotonic()

    def deploy(self, release: str) -> None:
        """Switches to another release. 2.4.1 reads the articles anew and has two mistakes: it knows no VAT class
        of mixed articles, and it takes a coupon's per cent off for each piece instead of once."""
        self.release = release
        self.cached.clear()
        releases.info("release %s deployed, articles=%d price cache cleared", release, len(self.articles))

    def quote(self, request_id: str, order: str, basket: List[Tuple[str, int]], coupon: str) -> int:
        """Total of a basket in cents; raises QuoteError when an article cannot be priced."""
        quotes.info("quote request_id=%s order=%s items=%d", request_id, order, len(basket))
        self.refresh_rates()
        total = sum(self.price(request_id, sku) * pieces for sku, pieces in basket)
        off = COUPONS.get(coupon, 0)
        if off:
            times = sum(pieces for _, pieces in basket) if self.release == "2.4.1" else 1
            total = round(total * (1 - off / 100) ** times)
            quotes.info("coupon %s applied request_id=%s off=%d%%", coupon, request_id, off)
        elif coupon:
            quotes.warning("unknown coupon %s ignored request_id=%s", coupon, request_id)
        return total

    def price(self, request_id: str, sku: str) -> int:
        """Gross price of one piece in cents."""
        if sku in self.cached:
            cache.debug("hit sku=%s request_id=%s", sku, request_id)
            return self.cached[sku]
        cache.debug("miss sku=%s request_id=%s", sku, request_id)
        article = self.articles.get(sku)
        if article is None:
            raise QuoteError(f"unknown article {sku}")
        try:
            gross = round(article["cents"] * (1 + self.vat_of(article)))
        except KeyError as error:
            raise QuoteError(f"cannot price {sku}: no VAT class") from error
        self.cached[sku] = gross
        return gross

    def vat_of(self, article: Dict[str, Any]) -> float:
        """VAT rate of an article, such as 0.19."""
        classes = {name: rate for name, rate in VAT.items() if self.release != "2.4.1" or name != "mixed"}
        rate = classes[article["vat_class"]]
        tax.debug("sku=%s class=%s rate=%.2f", article["sku"], article["vat_class"], rate)
        return rate

    def refresh_rates(self) -> None:
        """Reads the exchange rates again when they are old, as every release does."""
        age = time.monotonic() - self.rates_at
        if age < RATES_AGE_LIMIT_S:
            return
        self.rates_at = time.monotonic()
        self.cached.clear()
        rates.warning("exchange rates are %d s old, reading them again", age)
        time.sleep(0.02)
        rates.info("exchange rates read, currencies=%d", 31)


def parse_basket(text: str) -> List[Tuple[str, int]]:
    """`TEA-204:2,CUP-310:1` as pairs."""
    pairs = (item.split(":") for item in text.split(",") if item)
    return [(sku, int(pieces)) for sku, pieces in pairs]


def answer_with(pricing: Pricing, request: Request) -> Answer:
    """GET /quote?order=…&basket=SKU:N,…&coupon=… and GET /healthz."""
    if request.path == "/healthz":
        logging.getLogger("pricing.health").debug("health ok release=%s", pricing.release)
        return 200, {"ok": True}
    if request.path != "/quote":
        return 404, {"error": "not found"}
    start = time.monotonic()
    order = request.query.get("order", "-")
    try:
        basket = parse_basket(request.query.get("basket", ""))
        time.sleep(random.uniform(0.001, 0.006))
        total = pricing.quote(request.id, order, basket, request.query.get("coupon", ""))
    except QuoteError as error:
        quotes.exception("quote failed request_id=%s order=%s", request.id, order)
        return 500, {"error": str(error)}
    took = (time.monotonic() - start) * 1000
    quotes.info("quoted request_id=%s order=%s total=%d.%02d EUR in %.1fms", request.id, order, *divmod(total, 100), took)
    return 200, {"cents": total, "release": pricing.release}


def sweep_forever(pricing: Pricing) -> None:
    """Trims the cache now and then."""
    while True:
        time.sleep(random.uniform(6, 10))
        cache.debug("sweep entries=%d expired=%d", len(pricing.cached), random.randrange(3))


def main() -> None:
    parser = argparse.ArgumentParser(description="Says what a basket costs.")
    parser.add_argument("--logs", required=True)
    parser.add_argument("--catalog", required=True)
    options = parser.parse_args()
    log_to(options.logs, "pricing", "%(asctime)s - %(name)s - %(levelname)s - %(message)s")
    pricing = Pricing(catalog.load(options.catalog))
    port = serve(lambda request: answer_with(pricing, request))
    logging.getLogger("main").info("pricing %s listening on 127.0.0.1:%d pid=%d", pricing.release, port, os.getpid())
    threading.Thread(target=sweep_forever, args=(pricing,), daemon=True).start()
    obey(
        port,
        {
            "fault": lambda name, _lasts_ms: pricing.deploy("2.4.1") if name == "bad-release" else None,
            "heal": lambda: pricing.deploy("2.4.0") if pricing.release != "2.4.0" else None,
        },
    )


if __name__ == "__main__":
    main()
