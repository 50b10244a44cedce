# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The coast, streets, tracks, parks and landmarks of Scheveningen, by hand, in the frame of frame.py.

Drawn from general knowledge of the place: right within about 100 m, not official topography.
"""

from __future__ import annotations

from typing import Final

Points = tuple[tuple[float, float], ...]
Rectangle = tuple[float, float, float, float]
"""From and to along the coast, from and to seaward."""

FAR: Final = 5200.0
"""The map goes on so far, so that its end is not seen."""

SHORE: Final[Points] = (
    (-FAR, 150), (-4030, 153), (-3300, 160), (-2700, 152), (-2188, 160), (-2188, 62), (-2168, 62),
    (-2165, -120), (-2228, -128), (-2227, -248), (-2047, -248), (-2047, -368), (-2117, -368), (-2117, -428),
    (-2407, -428), (-2407, -529), (-2146, -529), (-2110, -478), (-1626, -478), (-1626, -368), (-1947, -368),
    (-1947, -248), (-1807, -248), (-1807, -128), (-2052, -128), (-2030, 62), (-2024, 200), (-1988, 262), (-1900, 268),
    (-1768, 249),
    (-1640, 222), (-1500, 190), (-1368, 176), (-1200, 180), (-1000, 174), (-800, 179), (-600, 173), (-400, 178),
    (-200, 174), (0, 180), (250, 174), (500, 179), (750, 174), (900, 177), (1200, 170), (1700, 178), (2300, 168),
    (3100, 172), (FAR, 168),
)  # fmt: skip
"""From south to north, with the three harbours."""

MOLES: Final[tuple[Points, ...]] = (
    ((-2249, 502), (-2224, 507), (-2158, 62), (-2188, 62)),
    ((-2019, 472), (-1994, 467), (-1975, 62), (-2033, 62)),
)

BEACHES: Final[tuple[Points, ...]] = (
    ((-1978, 54), (FAR, 54), (FAR, 400), (-1995, 400)),
    ((-FAR, 62), (-2188, 62), (-2188, 400), (-FAR, 400)),
)
"""Cut off at the shore."""

DUNES: Final[tuple[Points, ...]] = (
    ((-FAR, 62), (-2188, 62), (-2167, -100), (-2260, -300), (-2587, -388), (-4188, -449), (-FAR, -460)),
    ((612, 30), (900, 54), (FAR, 54), (FAR, -900), (1517, -728), (1216, -388), (1076, -262), (760, -205), (612, -175)),
)

PARKS: Final[tuple[tuple[str, Points], ...]] = (
    ("Nieuwe Scheveningse Bosjes", ((380, -480), (1166, -480), (1417, -778), (1419, -1329), (275, -1329), (262, -728))),
    ("Scheveningse Bosjes", ((-834, -1120), (-180, -1120), (-170, -1829), (-882, -1829))),
    ("Belvédèrepark", ((-765, -528), (-560, -528), (-560, -680), (-765, -680))),
    ("Westbroekpark", ((-60, -1180), (235, -1180), (240, -1480), (-80, -1480))),
)

PAVED: Final[tuple[Points, ...]] = (
    ((-1467, 30), (900, 30), (900, 54), (-1467, 54)),
    ((-84, -128), (162, -128), (162, 30), (-84, 30)),
    ((-1806, -14), (-1467, -14), (-1467, 54), (-1560, 54), (-1700, 30), (-1806, 30)),
    ((-990, -30), (-938, -30), (-938, 30), (-990, 30)),
    ((614, -128), (742, -128), (742, 6), (614, 6)),
    ((-1640, -110), (-1560, -110), (-1560, -30), (-1640, -30)),
)
"""Boulevard, squares, the quay, and car parks in the open."""

STREETS: Final[tuple[tuple[str, str, Points], ...]] = (
    ("Strandweg", "promenade", ((-1467, 42), (900, 42))),
    ("Gevers Deynootweg", "main", ((-607, -112), (-470, -135), (-300, -158), (-90, -170), (160, -170),
         (520, -184), (700, -190))),
    ("Badhuisweg", "main", ((-70, -128), (-75, -388), (-114, -729), (-133, -1329), (-138, -2830), (-150, -FAR))),
    ("Nieuwe Parklaan", "main", ((141, -128), (150, -220), (195, -388), (246, -728), (258, -1329),
         (282, -2830), (300, -FAR))),
    ("Scheveningseweg", "main", ((-806, -328), (-845, -729), (-883, -1329), (-939, -2830), (-960, -FAR))),
    ("Prins Willemstraat", "main", ((-866, -428), (-806, -328), (-700, -190), (-607, -112))),
    ("Westduinweg", "main", ((-866, -428), (-1000, -510), (-1386, -560), (-1986, -600), (-2586, -640), (-FAR, -700))),
    ("Van Alkemadelaan", "main", ((1016, -368), (1317, -829), (1520, -1629), (1623, -2830), (1660, -FAR))),
    ("Statenlaan", "main", ((-1386, -560), (-1420, -1100), (-1480, -1900), (-1560, -3000))),
    ("Scheveningseslag", "street", ((-607, 30), (-607, -112))),
    ("Keizerstraat", "path", ((-929, 30), (-929, -330), (-866, -428))),
    ("Zwarte Pad", "street", ((580, 30), (580, -178))),
    ("Pompstationsweg", "street", ((600, -114), (700, -190), (860, -230), (1056, -290), (1016, -368))),
    ("Harstenhoekweg", "street", ((-75, -262), (110, -268), (400, -290), (720, -330), (1016, -368))),
    ("Stevinstraat", "street", ((-806, -340), (-385, -388), (-75, -388), (195, -388), (616, -420), (1016, -368))),
    ("Zeekant", "street", ((-580, 12), (-344, 18), (-344, -150))),
    ("Zeekant", "street", ((388, 30), (388, -176))),
    ("Duinstraat", "street", ((-866, -428), (-1186, -448), (-1546, -428))),
    ("Jurriaan Kokstraat", "street", ((-937, -183), (-1237, -186), (-1547, -158), (-1640, -150))),
    ("Badhuisstraat", "street", ((-900, -96), (-780, -104), (-690, -120), (-607, -112))),
    ("Vissershavenweg", "street", ((-1467, 4), (-1788, 4), (-1788, -330))),
    ("Dr. Lelykade", "street", ((-1788, -340), (-1600, -340))),
    ("Kranenburgweg", "street", ((-1600, -340), (-1590, -560), (-1560, -930), (-1480, -1500))),
    ("Van Boetzelaerlaan", "street", ((-1100, -530), (-1130, -1000), (-1200, -1700))),
    ("Duinweg", "street", ((-858, -1040), (-114, -1060), (255, -1060))),
    ("Johan de Wittlaan", "street", ((-900, -1900), (-138, -1900), (270, -1900))),
    ("Duinpad", "path", ((900, 42), (1300, 20), (2000, -10), (3000, -60))),
    ("", "path", ((1056, -290), (1300, -180), (1800, -120), (2600, -200))),
)  # fmt: skip

RAIL: Final[tuple[tuple[str, Points], ...]] = (
    ("Tram 1", ((-1090, -FAR), (-1085, -1010), (-1076, -679), (-900, -380), (-740, -150), (-660, -84), (-585, -77),
                (-470, -122), (-300, -146), (-90, -155), (60, -155), (300, -166), (520, -172), (640, -172))),
    ("Tram 9", ((312, -FAR), (294, -2830), (270, -1329), (258, -728), (207, -400), (160, -300), (130, -190),
         (60, -155))),
    ("Tram 11", ((-1900, -FAR), (-1711, -983), (-1416, -740), (-1333, -618), (-1350, -325), (-1205, -85), (-1128, -36),
                 (-1122, 14), (-1150, 22), (-1185, 20))),
)  # fmt: skip

LANDMARKS: Final[tuple[tuple[str, str, Rectangle, float, float], ...]] = (
    ("Kurhaus", "landmark", (-48, 76, -50, 14), 0, 24),
    ("", "landmark", (-61, -48, -54, 20), 0, 30),
    ("", "landmark", (76, 89, -54, 20), 0, 30),
    ("", "landmark", (-6, 34, -44, 14), 24, 28),
    ("Palace Promenade", "landmark", (166, 278, -108, 8), 0, 20),
    ("", "landmark", (176, 214, -100, -20), 20, 34),
    ("Sea Life", "landmark", (289, 374, -113, 6), 0, 16),
    ("", "landmark", (296, 368, -108, -44), 16, 26),
    ("Circustheater", "landmark", (-46, 35, -256, -186), 0, 18),
    ("", "landmark", (-30, 20, -250, -220), 18, 30),
    ("Museum Beelden aan Zee", "landmark", (-466, -372, -23, 20), 0, 6),
    ("Oude Kerk", "landmark", (-978, -950, -22, 4), 0, 16),
    ("", "landmark", (-975, -962, 4, 16), 0, 34),
    ("", "flat", (-316, -274, -63, 12), 0, 40),
    ("", "flat", (-256, -214, -63, 12), 0, 22),
    ("", "flat", (-196, -154, -63, 12), 0, 32),
    ("", "flat", (-136, -98, -63, 12), 0, 26),
    ("", "flat", (402, 442, -63, 12), 0, 46),
    ("", "flat", (455, 497, -63, 12), 0, 30),
    ("", "flat", (508, 546, -63, 12), 0, 38),
    ("", "flat", (402, 430, -150, -90), 0, 24),
    ("", "flat", (452, 480, -150, -90), 0, 18),
    ("", "flat", (500, 528, -140, -90), 0, 28),
    ("", "flat", (-560, -520, -50, 4), 0, 18),
    ("", "flat", (-506, -482, -50, 4), 0, 24),
    ("", "flat", (-720, -640, -60, 14), 0, 22),
    ("", "flat", (-770, -732, -60, 14), 0, 16),
    ("", "flat", (-840, -786, -40, 14), 0, 14),
    ("", "building", (-1290, -1210, -60, 10), 0, 14),
    ("", "building", (-1390, -1310, -46, 10), 0, 12),
    ("", "building", (-1740, -1660, -86, -30), 0, 12),
    ("", "building", (-1560, -1490, -86, -30), 0, 18),
    ("", "building", (-1760, -1660, -250, -140), 0, 9),
    ("", "building", (-1650, -1580, -300, -190), 0, 11),
)  # fmt: skip

LIGHTHOUSE: Final = (-1434, -52)
FERRIS_WHEEL: Final = (96, 398)
TOWER: Final = (150, 500)
"""At the head of the pier, on its own platform."""

LABELS: Final[tuple[tuple[str, str, float, float], ...]] = (
    ("Noordzee", "sea", -560, 420),
    ("Kurhaus", "landmark", 14, -18),
    ("De Pier", "landmark", 92, 566),
    ("Vuurtoren", "landmark", -1434, -57),
    ("Oude Kerk", "landmark", -964, -8),
    ("Beelden aan Zee", "landmark", -420, 0),
    ("Circustheater", "landmark", -5, -220),
    ("Palace Promenade", "landmark", 222, -50),
    ("Sea Life", "landmark", 331, -53),
    ("Eerste Haven", "water", -2017, -188),
    ("Tweede Haven", "water", -1866, -423),
    ("Scheveningen-Dorp", "district", -1180, -300),
    ("Belgisch Park", "district", -250, -620),
    ("Haven", "district", -1700, -310),
    ("Statenkwartier", "district", -1320, -1100),
    ("Meijendel", "park", 1700, -300),
    ("Nieuwe Scheveningse Bosjes", "park", 817, -879),
    ("Scheveningse Bosjes", "park", -520, -1480),
    ("Westbroekpark", "park", 85, -1330),
    ("Halte Kurhaus", "stop", 0, -152),
    ("Halte Zwarte Pad", "stop", 580, -168),
    ("Halte Scheveningseslag", "stop", -590, -80),
    ("Halte Strandweg", "stop", -1160, 18),
    ("Parkeergarage Haven", "parking", -1600, -70),
    ("Parkeergarage Scheveningseslag", "parking", -640, -52),
    ("Parkeergarage Carlton", "parking", -238, -30),
    ("Parkeergarage Nieuwe Parklaan", "parking", 200, -130),
    ("Parkeerterrein Zwarte Pad", "parking", 678, -60),
)  # fmt: skip

QUARTERS: Final[tuple[tuple[Rectangle, float, float, tuple[float, float]], ...]] = (
    ((-1460, -640, -480, -24), 62, 40, (6, 10)),
    ((-600, -96, -470, -70), 74, 46, (9, 15)),
    ((-860, 250, -1110, -470), 92, 58, (9, 14)),
    ((-96, 560, -480, -176), 70, 46, (9, 15)),
    ((-2120, -860, -1880, -600), 104, 54, (9, 13)),
    ((-3500, -2440, -1300, -560), 96, 48, (7, 10)),
    ((-2440, -2120, -1880, -560), 104, 54, (9, 12)),
    ((560, 1010, -470, -380), 80, 46, (8, 12)),
    ((-2600, -900, -3000, -1900), 120, 66, (9, 16)),
    ((-880, 1500, -3000, -1850), 118, 64, (10, 20)),
    ((1440, 3200, -3000, -1000), 130, 70, (8, 14)),
    ((-1640, -1470, -480, -120), 60, 44, (8, 14)),
)
"""Where houses stand: the quarter, depth and width of a block with its street, and lowest and highest house."""
