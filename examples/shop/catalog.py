"""The articles of the shop, from catalog.csv."""

from __future__ import annotations

import csv
from typing import Any, Dict


def load(path: str) -> Dict[str, Dict[str, Any]]:
    """Articles by SKU: name, cents, vat_class, category."""
    with open(path, encoding="utf-8", newline="") as file:
        return {
            row["sku"]: {
                "sku": row["sku"],
                "name": row["name"],
                "cents": int(row["cents"]),
                "vat_class": row["vat_class"],
                "category": row["category"],
            }
            for row in csv.DictReader(file)
        }
