"""Numbers with what they count: read from cells and from customers alike, by one table of units.

Each quantity is kept in its dimension's base unit, so that 2 m and 200 cm are one. A bounded scan:
no number is longer than fifteen digits, and nothing is looked for twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from catalog.text import fold


class Dimension(StrEnum):
    """What a unit measures."""

    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    TIME = "time"
    POWER = "power"
    VOLTAGE = "voltage"
    CURRENT = "current"
    CHARGE = "charge"
    ENERGY = "energy"
    DATA = "data"
    FREQUENCY = "frequency"
    TEMPERATURE = "temperature"
    PERCENT = "percent"
    AREA = "area"
    PERSONS = "persons"
    STARS = "stars"
    PIECES = "pieces"
    PAGES = "pages"
    LIGHT = "light"
    PRESSURE = "pressure"
    MONEY = "money"
    NUMBER = "number"


_UNITS: dict[Dimension, str] = {
    Dimension.LENGTH: "mm 1 millimeter 1 millimetre 1 millimetern 1 cm 10 centimeter 10 centimetre 10 zentimeter 10"
    " dm 100 m 1000 meter 1000 metre 1000 metern 1000 mtr 1000 km 1e6 kilometer 1e6 kilometre 1e6 kilometern 1e6"
    ' inch 25.4 inche 25.4 " 25.4 ″ 25.4 zoll 25.4 ft 304.8 foot 304.8 feet 304.8 mile 1609344 mi 1609344 meile 1609344',
    Dimension.MASS: "mg 0.001 g 1 gr 1 gram 1 gramm 1 kg 1000 kilo 1000 kilogram 1000 kilogramm 1000 lb 453.6"
    " lbs 453.6 oz 28.35 ounce 28.35 tonne 1e6",
    Dimension.VOLUME: "ml 1 milliliter 1 millilitre 1 cl 10 dl 100 l 1000 liter 1000 litre 1000 ltr 1000",
    Dimension.TIME: "sec 0.0166667 second 0.0166667 sekunde 0.0166667 min 1 minute 1 minuten 1 mins 1 h 60 hr 60"
    " hour 60 std 60 stunde 60 stunden 60 day 1440 tag 1440 tage 1440 tagen 1440 night 1440 nacht 1440 nächte 1440"
    " week 10080 woche 10080 wochen 10080 month 43800 monat 43800 monate 43800 monaten 43800 mo 43800 year 525600"
    " yr 525600 jahr 525600 jahre 525600 jahren 525600 y 525600 yo 525600",
    Dimension.POWER: "w 1 watt 1 kw 1000 kilowatt 1000",
    Dimension.VOLTAGE: "v 1 volt 1 kv 1000",
    Dimension.CURRENT: "ma 1 a 1000 amp 1000 ampere 1000",
    Dimension.CHARGE: "mah 1 ah 1000",
    Dimension.ENERGY: "wh 1 kwh 1000",
    Dimension.DATA: "kb 0.001 mb 1 gb 1000 gig 1000 gigabyte 1000 tb 1e6 terabyte 1e6",
    Dimension.FREQUENCY: "hz 1 hertz 1 khz 1000 mhz 1e6 ghz 1e9",
    Dimension.TEMPERATURE: "°c 1 ° 1 degree 1 degrees 1 grad 1 celsius 1",
    Dimension.PERCENT: "% 1 percent 1 prozent 1 vol 1",
    Dimension.AREA: "m² 1 m2 1 qm 1 sqm 1 quadratmeter 1",
    Dimension.PERSONS: "person 1 personen 1 people 1 guest 1 gast 1 gäste 1 gästen 1 pers 1 pax 1 adult 1 leute 1"
    " erwachsene 1 persons 1 guests 1 adults 1 player 1 players 1 spieler 1",
    Dimension.STARS: "star 1 stern 1 sterne 1 stars 1 sternen 1",
    Dimension.PIECES: "pc 1 pcs 1 piece 1 pieces 1 stück 1 stk 1 st 1 pack 1 x 1 × 1 mal 1 pair 1 paar 1"
    " packung 1 packungen 1 paket 1 pakete 1 box 1 boxes 1 schachtel 1 schachteln 1 bottle 1 flasche 1"
    " flaschen 1 portion 1 portionen 1 karton 1 packet 1",
    Dimension.PAGES: "page 1 pages 1 seite 1 seiten 1",
    Dimension.LIGHT: "lm 1 lumen 1",
    Dimension.PRESSURE: "bar 1 mbar 0.001",
    Dimension.MONEY: "€ 1 eur 1 euro 1 $ 1 usd 1 dollar 1 buck 1 £ 1 gbp 1 pound 1 quid 1 chf 1 franken 1 kr 1"
    " zł 1 pln 1 ct 0.01 cent 0.01",
}


def _read_units() -> dict[str, tuple[Dimension, float]]:
    found: dict[str, tuple[Dimension, float]] = {}
    for dimension, written in _UNITS.items():
        words = written.split()
        for name, factor in zip(words[::2], words[1::2], strict=True):
            found[fold(name)] = (dimension, float(factor))
    return found


UNITS = _read_units()

_NUMBER = re.compile(r"\d{1,15}(?:(?:[.,'’ \u00a0\u202f]\d{3}){1,4}(?!\d))?(?:[.,]\d{1,6})?")
_UNIT = re.compile(r"[ \u00a0\u202f-]{0,2}(m²|m2|°C|°|[€$£%×\"″]|[^\W\d_]{1,14})")
_BEFORE = re.compile(r"[€$£]\s{0,2}$|(?:EUR|USD|GBP|CHF)\s{1,2}$", re.IGNORECASE)
_JOINT = re.compile(r"\s{0,2}(?:-|–|—|to|bis|until|and|und|à|a)\s{0,2}")
_PLUS = re.compile(
    r"\s?\+|\s{0,2}[-–]\s{0,2}$|\s{0,2}(?:and up|or more|plus|und mehr|oder mehr)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount from `low` to `high` in its dimension's base unit, at `start` to `end` of a text.

    `unit` is as it was written, empty for a bare number; `value` is `low` as written.
    """

    low: float
    high: float
    dimension: Dimension
    unit: str
    start: int
    end: int
    value: float

    @property
    def single(self) -> bool:
        return self.low == self.high


def measures(text: str, decimal: str = ".") -> Iterator[Measure]:
    """The amounts of `text`, in their order. `decimal` is the sign that its language writes."""
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        before = text[match.start() - 1] if match.start() else " "
        coded = before in "-_" and text[match.start() - 2 : match.start() - 1].isalpha()
        if before.isalpha() or coded or before == "_":
            continue  # a code: M8
        first = number(match[0], decimal)
        prefix = _BEFORE.search(text[max(0, match.start() - 5) : match.start()])
        unit, end = _unit_at(text, position)
        high, factor_end = first, end
        joint = _JOINT.match(text, end)
        second = _NUMBER.match(text, _skip_sign(text, joint.end())) if joint else None
        if second is not None:
            later, later_end = _unit_at(text, second.end())
            value = number(second[0], decimal)
            if value >= first and (later or not unit):
                unit, high, factor_end = later or unit, value, later_end
                position = second.end()
        if prefix and not unit:
            unit, factor_end = "€", max(factor_end, position)
        if unit == "" and text[position : position + 1].isalpha():
            continue  # a code again: 2RS, 8x40
        dimension, factor = UNITS.get(fold(unit), (Dimension.NUMBER, 1.0))
        top = float("inf") if _PLUS.match(text, factor_end) else high * factor
        yield Measure(
            first * factor, top, dimension, unit,
            match.start() - (len(prefix[0]) if prefix else 0), max(factor_end, position), first,
        )  # fmt: skip


def number(text: str, decimal: str = ".") -> float:
    """What `text` writes. A sign before exactly three digits parts thousands, unless the language
    has it as its decimal sign and there is but one: 1.299 is 1299 to a German, 1.299 to a Briton.
    """
    plain = re.sub("['’ \u00a0\u202f]", "", text)
    point, comma = plain.rfind("."), plain.rfind(",")
    if point >= 0 and comma >= 0:
        last = "." if point > comma else ","
        return float(plain.replace("," if last == "." else ".", "").replace(last, "."))
    sign = "." if point >= 0 else ","
    if plain.count(sign) > 1:
        return float(plain.replace(sign, ""))
    whole, _, rest = plain.partition(sign)
    if len(rest) == 3 and sign != decimal and whole != "0":
        return float(whole + rest)
    return float(f"{whole}.{rest or 0}")


def _skip_sign(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] in ("€", "$", "£") else at


def _unit_at(text: str, at: int) -> tuple[str, int]:
    """The unit that stands at `at`, and its end; an empty one where none does."""
    match = _UNIT.match(text, at)
    if match is None:
        return "", at
    word = fold(match[1])
    if text[match.end() : match.end() + 1].isdigit():
        return "", at  # 500 M8x40
    if word in ("x", "×") and text[match.end() : match.end() + 2].strip()[:1].isdigit():
        return "", at  # 25 x 52 mm
    if word in UNITS and not (word in ("a", "t", "st") and match[0] != match[1]):
        return match[1], match.end()
    if word.endswith("s") and word[:-1] in UNITS:
        return match[1][:-1], match.end()
    return "", at


def first_number(text: str) -> float | None:
    """The first number that `text` writes; None where there is none."""
    match = re.search(r"\d{1,6}(?:[.,]\d{1,3})?", text)
    return float(match[0].replace(",", ".")) if match else None
