# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A DATEX II message of any size, made up as NDW would write it; and how much memory reading one takes.

Run as a program, ``python -m baken.bench.datex_message SMALL LARGE`` prints by how many MB the peak of its memory grew
when it read the large file after the small one; nothing where the system does not tell.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from baken.bench.machine import peak_resident_mb
from baken.connectors.ndw_traffic.connector import NdwTraffic
from baken.connectors.ndw_traffic.settings import SPEEDS, NdwSettings
from baken.plugin.live import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES_PER_SITE: Final = (8, 16)
_XSI: Final = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_HEAD: Final = {
    2: f'<?xml version="1.0" encoding="UTF-8"?><SOAP:Envelope xmlns:SOAP="http://schemas.xmlsoap.org/soap/envelope/">'
    f'<SOAP:Body><d2LogicalModel modelBaseVersion="2" xmlns="http://datex2.eu/schema/2/2_0" {_XSI}>'
    '<payloadPublication lang="nl" xsi:type="MeasuredDataPublication">'
    "<publicationTime>2026-07-04T12:01:40.007Z</publicationTime>",
    3: '<?xml version="1.0" encoding="UTF-8"?><mc:messageContainer modelBaseVersion="3" '
    'xmlns:mc="http://datex2.eu/schema/3/messageContainer" xmlns:roa="http://datex2.eu/schema/3/roadTrafficData" '
    f'xmlns:com="http://datex2.eu/schema/3/common" {_XSI}><mc:payload xsi:type="roa:MeasuredDataPublication">'
    "<com:publicationTime>2026-07-04T12:01:40.007Z</com:publicationTime>",
}
_TAIL: Final = {
    2: "</payloadPublication></d2LogicalModel></SOAP:Body></SOAP:Envelope>",
    3: "</mc:payload></mc:messageContainer>",
}


def write_message(path: Path, megabytes: float, version: int, seed: int) -> int:
    """Write a message of about so many megabytes, and return how many values are in it."""
    rng = random.Random(seed)  # noqa: S311  (made-up traffic, no secret)
    values, written, site = 0, 0, 0
    with path.open("w", encoding="utf-8") as file:
        written += file.write(_HEAD[version])
        while written < megabytes * 1e6:
            texts = list(_values(rng, version))
            values += len(texts)
            written += file.write(_site(site, version, "".join(texts)))
            site += 1
        file.write(_TAIL[version])
    return values


def site_name(number: int) -> str:
    """Return the name of a site of the message."""
    return f"RWS01_MONIBAS_{number:05d}hrl{number % 997:04d}ra"


def _site(number: int, version: int, values: str) -> str:
    name = site_name(number)
    if version == 2:
        return (
            f'<siteMeasurements><measurementSiteReference id="{name}" version="3" targetClass="MeasurementSiteRecord"/>'
            f"<measurementTimeDefault>2026-07-04T12:00:00Z</measurementTimeDefault>{values}</siteMeasurements>\n"
        )
    return (
        f'<roa:siteMeasurements><roa:measurementSiteReference id="{name}" version="3" '
        f'targetClass="roa:MeasurementSite"/>{values}'
        "<roa:measurementTimeDefault><roa:timeValue>2026-07-04T12:00:00Z</roa:timeValue>"
        "</roa:measurementTimeDefault></roa:siteMeasurements>\n"
    )


def _values(rng: random.Random, version: int) -> Iterator[str]:
    for index in range(1, rng.randint(*VALUES_PER_SITE) + 1):
        used = rng.randint(0, 30)
        if index % 2:
            yield _value(version, index, "TrafficFlow", "vehicleFlow", "vehicleFlowRate", "", str(used * 60))
        else:
            attributes = f' numberOfInputValuesUsed="{used}" standardDeviation="{rng.uniform(0, 9):.3f}"'
            speed = f"{rng.uniform(20, 120):.1f}" if used else "-1"
            yield _value(version, index, "TrafficSpeed", "averageVehicleSpeed", "speed", attributes, speed)


def _value(version: int, index: int, kind: str, tag: str, leaf: str, attributes: str, number: str) -> str:
    if version == 2:
        return (
            f'<measuredValue index="{index}" xsi:type="_SiteMeasurementsIndexMeasuredValue"><measuredValue '
            f'xsi:type="MeasuredValue"><basicData xsi:type="{kind}"><{tag}{attributes}>'
            f"<{leaf}>{number}</{leaf}></{tag}></basicData></measuredValue></measuredValue>"
        )
    return (
        f'<roa:physicalQuantity index="{index}"><roa:physicalQuantity xsi:type="roa:SinglePhysicalQuantity">'
        f'<roa:basicData xsi:type="roa:{kind}"><roa:{tag}{attributes}><com:{leaf}>{number}</com:{leaf}></roa:{tag}>'
        "</roa:basicData></roa:physicalQuantity></roa:physicalQuantity>"
    )


def read_message(path: Path, sites: frozenset[str] = frozenset()) -> int:
    """Return how many values the connector finds in a message; each part is forgotten before the next."""
    connector = NdwTraffic(NdwSettings(sites=sites))
    return sum(len(reading.rows) for reading in connector.read(Delivery(SPEEDS, 0, path)))


if __name__ == "__main__":
    small, large = map(Path, sys.argv[1:])
    read_message(small)
    before = peak_resident_mb(os.getpid())
    read_message(large)
    after = peak_resident_mb(os.getpid())
    sys.stdout.write("" if before is None or after is None else f"{after - before:.3f}\n")
