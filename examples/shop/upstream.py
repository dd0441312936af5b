"""How storefront calls pricing and inventoryd: short time-outs, one retry, errors named after what could not be done."""

from __future__ import annotations

import http.client
import json
import logging
import random
import time
from typing import Any, Dict, Tuple
from urllib.parse import urlencode

QUOTE_TIMEOUT_S = 2.0
STOCK_TIMEOUT_S = 1.0
RESERVE_TIMEOUT_S = 2.5
RESERVE_ATTEMPTS = 2

client = logging.getLogger("storefront.upstream")


class PricingError(Exception):
    """pricing gave no price."""


class StockError(Exception):
    """inventoryd did not say what is on hand."""


class ReserveError(Exception):
    """inventoryd reserved nothing."""


class OutOfStock(Exception):
    """There is not enough on hand."""


class Upstreams:
    """The two services behind storefront, on loopback."""

    def __init__(self, pricing: int, inventoryd: int) -> None:
        self.ports = {"pricing": pricing, "inventoryd": inventoryd}

    def move(self, name: str, port: str) -> None:
        """A service came back on another port."""
        self.ports[name] = int(port)
        client.info("%s is now at 127.0.0.1:%s", name, port)

    def quote(self, request_id: str, order: str, basket: str, coupon: str) -> int:
        """Total of a basket in cents."""
        try:
            query = {"order": order, "basket": basket, "coupon": coupon}
            status, body = self.call("pricing", "GET", "/quote", query, request_id, QUOTE_TIMEOUT_S)
        except OSError as error:
            raise PricingError("pricing cannot be reached") from error
        if status != 200:
            raise PricingError(f"pricing answered {status}: {body.get('error', '')}")
        return int(body["cents"])

    def stock(self, request_id: str, sku: str) -> int:
        """Pieces on hand."""
        try:
            status, body = self.call("inventoryd", "GET", "/stock", {"sku": sku}, request_id, STOCK_TIMEOUT_S)
        except (OSError, http.client.HTTPException) as error:
            raise StockError(f"inventoryd cannot be reached: {error}") from error
        if status != 200:
            raise StockError(f"inventoryd answered {status}: {body.get('error', '')}")
        return int(body["on_hand"])

    def reserve(self, request_id: str, order: str, sku: str, pieces: int) -> None:
        """Reserves pieces of one article, with one more attempt after a failure."""
        for attempt in range(1, RESERVE_ATTEMPTS + 1):
            try:
                self.reserve_once(request_id, order, sku, pieces)
                return
            except ReserveError as error:
                if attempt == RESERVE_ATTEMPTS:
                    raise
                client.warning("reserve attempt %d failed req=%s order=%s: %s", attempt, request_id, order, error)
                time.sleep(random.uniform(0.05, 0.2))

    def reserve_once(self, request_id: str, order: str, sku: str, pieces: int) -> None:
        """One call of inventoryd's /reserve."""
        try:
            query = {"order": order, "sku": sku, "pieces": pieces}
            status, body = self.call("inventoryd", "POST", "/reserve", query, request_id, RESERVE_TIMEOUT_S)
        except (OSError, http.client.HTTPException) as error:
            raise ReserveError(f"inventoryd cannot be reached for {sku}") from error
        if status == 409:
            raise OutOfStock(f"{sku} {body.get('error', '')}")
        if status != 200:
            raise ReserveError(f"upstream {status} for {sku}: {body.get('error', '')}")

    def call(
        self, name: str, method: str, path: str, query: Dict[str, Any], request_id: str, timeout: float
    ) -> Tuple[int, Dict[str, Any]]:
        """One request with the shopper's request id; raises OSError or HTTPException when there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[name], timeout=timeout)
        try:
            connection.request(method, f"{path}?{urlencode(query)}", headers={"X-Request-Id": request_id})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()
