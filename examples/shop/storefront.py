"""storefront: what shoppers talk to. It asks pricing what a basket costs and inventoryd to reserve its articles.

    python3 storefront.py --logs DIR --catalog FILE --pricing PORT --inventoryd PORT

Prints {"port": N} when ready. Command on standard input: `upstream inventoryd PORT`; it ends with standard input.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import random
import threading
import time
from typing import Any, Dict, List, Tuple

import catalog
from service import Answer, Request, log_to, obey, serve
from upstream import OutOfStock, PricingError, ReserveError, StockError, Upstreams

FIRST_ORDER = 100_000
ODD_TOTAL = 0.35  # a total this far below the list prices looks wrong

http = logging.getLogger("storefront.http")
checkouts = logging.getLogger("storefront.checkout")
carts = logging.getLogger("storefront.cart")
sessions = logging.getLogger("storefront.session")
products = logging.getLogger("storefront.product")


class Storefront:
    """The pages of the shop."""

    def __init__(self, articles: Dict[str, Dict[str, Any]], upstreams: Upstreams) -> None:
        self.articles = articles
        self.upstreams = upstreams
        # By the clock, and faster than orders come, so that no number comes again after a restart.
        self.orders = itertools.count(FIRST_ORDER + int(time.time() * 2) % 800_000)

    def answer(self, request: Request) -> Answer:
        """Routes one request and writes its access line."""
        start = time.monotonic()
        status, body = self.route(request)
        took = (time.monotonic() - start) * 1000
        level = logging.WARNING if status >= 500 else logging.DEBUG if request.path == "/healthz" else logging.INFO
        http.log(level, "%s %s %d %.1fms req=%s", request.method, request.path, status, took, request.id)
        return status, body

    def route(self, request: Request) -> Answer:
        """Finds the page of a path; what a page does not handle itself becomes a 500."""
        try:
            if request.path.startswith("/product/"):
                return self.product(request, request.path[len("/product/") :])
            if request.path == "/cart":
                return self.cart(request)
            if request.path == "/checkout":
                return self.checkout(request)
            if request.path == "/healthz":
                return 200, {"ok": True}
            return 404, {"error": "not found"}
        except Exception:
            http.exception("unhandled error in %s req=%s", request.path, request.id)
            return 500, {"error": "internal error"}

    def product(self, request: Request, sku: str) -> Answer:
        """One article with its price and stock; without the engine the page comes without the stock."""
        article = self.articles.get(sku)
        if article is None:
            products.info("no such article sku=%s req=%s", sku, request.id)
            return 404, {"error": "no such article"}
        try:
            cents = self.upstreams.quote(request.id, "-", f"{sku}:1", "")
        except PricingError:
            products.exception("no price for sku=%s req=%s", sku, request.id)
            return 502, {"error": "no price"}
        try:
            on_hand = self.upstreams.stock(request.id, sku)
        except StockError as error:
            products.warning("stock unknown sku=%s req=%s: %s", sku, request.id, error)
            on_hand = None
        return 200, {"sku": sku, "name": article["name"], "cents": cents, "on_hand": on_hand}

    def cart(self, request: Request) -> Answer:
        """Price of a basket before checkout."""
        session, basket = request.query.get("session", "-"), request.query.get("basket", "")
        sessions.debug("session %s resumed req=%s", session, request.id)
        try:
            cents = self.upstreams.quote(request.id, "-", basket, request.query.get("coupon", ""))
        except PricingError:
            carts.exception("cart of session %s cannot be priced req=%s", session, request.id)
            return 502, {"error": "no price"}
        carts.info("cart of session %s priced req=%s items=%d", session, request.id, basket.count(":"))
        return 200, {"cents": cents}

    def checkout(self, request: Request) -> Answer:
        """Prices, reserves and charges a basket."""
        basket = request.query.get("basket", "")
        order = str(next(self.orders))
        checkouts.info("checkout started req=%s order=%s items=%d", request.id, order, basket.count(":"))
        try:
            cents = self.upstreams.quote(request.id, order, basket, request.query.get("coupon", ""))
            self.compare_with_list_prices(request.id, order, basket, cents)
            for sku, pieces in parse_basket(basket):
                self.upstreams.reserve(request.id, order, sku, pieces)
            self.charge(request.id, order, cents)
        except OutOfStock as error:
            checkouts.warning("order=%s sold out req=%s: %s", order, request.id, error)
            return 409, {"error": "sold out"}
        except PricingError:
            checkouts.exception("checkout failed req=%s order=%s", request.id, order)
            return 502, {"error": "no price"}
        except ReserveError:
            checkouts.exception("checkout failed req=%s order=%s", request.id, order)
            return 503, {"error": "cannot reserve"}
        checkouts.info("order=%s confirmed req=%s total=%d.%02d EUR", order, request.id, *divmod(cents, 100))
        return 200, {"order": order}

    def compare_with_list_prices(self, request_id: str, order: str, basket: str, cents: int) -> None:
        """A total far below the list prices is let through, but said."""
        listed = sum(self.articles[sku]["cents"] * pieces for sku, pieces in parse_basket(basket) if sku in self.articles)
        if cents < listed * (1 - ODD_TOTAL):
            checkouts.warning(
                "total looks wrong req=%s order=%s total=%d.%02d listed=%d.%02d",
                request_id, order, *divmod(cents, 100), *divmod(listed, 100),
            )  # fmt: skip

    def charge(self, request_id: str, order: str, cents: int) -> None:
        """Payment is make-believe: a little time, and now and then a second attempt."""
        time.sleep(random.uniform(0.004, 0.02))
        if random.random() < 0.02:
            checkouts.warning("payment gateway busy, trying again req=%s order=%s", request_id, order)
            time.sleep(0.15)
        checkouts.debug("charged req=%s order=%s cents=%d", request_id, order, cents)


def parse_basket(text: str) -> List[Tuple[str, int]]:
    """`TEA-204:2,CUP-310:1` as pairs."""
    pairs = (item.split(":") for item in text.split(",") if item)
    return [(sku, int(pieces)) for sku, pieces in pairs]


def tidy_forever() -> None:
    """Sessions are forgotten after a while."""
    while True:
        time.sleep(random.uniform(5, 9))
        sessions.info("sessions active=%d expired=%d", random.randrange(40, 70), random.randrange(5))


def main() -> None:
    parser = argparse.ArgumentParser(description="What shoppers talk to.")
    parser.add_argument("--logs", required=True)
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--pricing", type=int, required=True)
    parser.add_argument("--inventoryd", type=int, required=True)
    options = parser.parse_args()
    log_to(options.logs, "storefront", "%(asctime)s %(levelname)s [%(name)s] %(message)s")
    upstreams = Upstreams(options.pricing, options.inventoryd)
    storefront = Storefront(catalog.load(options.catalog), upstreams)
    port = serve(storefront.answer)
    logging.getLogger("main").info("storefront 5.12.0 listening on 127.0.0.1:%d pid=%d", port, os.getpid())
    threading.Thread(target=tidy_forever, daemon=True).start()
    obey(port, {"upstream": upstreams.move})


if __name__ == "__main__":
    main()
