# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this service conforms to: the requirements of OGC 18-088 that it meets, and no others."""

from __future__ import annotations

from typing import Any, Final

from baken.service.sensorthings.schema import SETS

_HOME: Final = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
_ENTITIES: Final = (
    "thing",
    "location",
    "historical-location",
    "datastream",
    "sensor",
    "observed-property",
    "observation",
    "feature-of-interest",
)
_OTHERS: Final = (
    "datamodel/entity-control-information/common-control-information",
    "resource-path/resource-path-to-entities",
    "request-data/order",
    "request-data/expand",
    "request-data/select",
    "request-data/status-code",
    "request-data/query-status-code",
    "request-data/orderby",
    "request-data/top",
    "request-data/skip",
    "request-data/count",
    "request-data/filter",
    "request-data/built-in-filter-operations",
    "request-data/built-in-query-functions",
    "request-data/pagination",
    "create-update-delete/create-entity",
    "create-update-delete/link-to-existing-entities",
    "create-update-delete/deep-insert",
    "create-update-delete/deep-insert-status-code",
    "create-update-delete/update-entity",
    "create-update-delete/update-entity-put",
    "create-update-delete/update-entity-jsonpatch",
    "create-update-delete/delete-entity",
    "create-update-delete/historical-location-auto-creation",
    "data-array/data-array",
)

CONFORMANCE: Final = tuple(
    [f"{_HOME}datamodel/{name}/{part}" for name in _ENTITIES for part in ("properties", "relations")]
    + [_HOME + name for name in _OTHERS]
)
"""URIs of the requirements that are met; ``README.md`` says where they are met with a restriction."""


def service_root(root: str) -> dict[str, Any]:
    """Return the service root document: the entity sets and the settings of the server.

    Examples
    --------
    >>> service_root("http://x")["value"][0]
    {'name': 'Things', 'url': 'http://x/Things'}
    """
    data_array = f"{_HOME}data-array/data-array"
    return {
        "value": [{"name": name, "url": f"{root}/{name}"} for name in SETS],
        "serverSettings": {
            "conformance": list(CONFORMANCE),
            data_array: {"endpoints": [f"{root}/CreateObservations"]},
        },
    }
