"""Numbers with what they count: the same amount in any usual writing is the same amount."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.measures import UNITS, Dimension, Measure, measures, number

wholes = st.integers(1, 9_999_999)
cents = st.integers(1, 99_999_999)


def only(text: str, decimal: str = ".") -> Measure:
    (measure,) = measures(text, decimal)
    return measure


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("12", ".", 12),
        ("2.1", ".", 2.1),
        ("2,1", ".", 2.1),
        ("2,1", ",", 2.1),
        ("2.1", ",", 2.1),
        ("189,90", ",", 189.9),
        ("1,299", ".", 1299),
        ("1.299", ",", 1299),
        ("1,299", ",", 1.299),
        ("1.299", ".", 1.299),
        ("0.125", ",", 0.125),
        ("0,125", ".", 0.125),
        ("1.299,95", ",", 1299.95),
        ("1,299.95", ".", 1299.95),
        ("1,299.95", ",", 1299.95),
        ("1.234.567", ".", 1_234_567),
        ("1,234,567", ",", 1_234_567),
        ("1’299", ".", 1299),
        ("1'299.50", ".", 1299.5),
        ("1\u202f299,50", ",", 1299.5),
        ("1 299", ",", 1299),
        ("1,299,000.00", ".", 1_299_000),
        ("11.291,299.00", ".", 11_291_299),
        ("11,291.299,5", ".", 11_291_299.5),
    ],
)
def test_a_number_in_any_usual_writing(text: str, decimal: str, value: float) -> None:
    assert number(text, decimal) == pytest.approx(value)


@given(cents)
def test_a_price_is_the_same_with_either_sign(amount: int) -> None:
    whole, rest = divmod(amount, 100)
    value = amount / 100
    assert number(f"{whole}.{rest:02d}") == pytest.approx(value)
    assert number(f"{whole},{rest:02d}", ",") == pytest.approx(value)
    assert number(f"{whole:,}.{rest:02d}") == pytest.approx(value)
    german = f"{whole:,}".replace(",", ".")
    assert number(f"{german},{rest:02d}", ",") == pytest.approx(value)


@given(wholes, st.sampled_from(sorted(u for u in UNITS if len(u) > 2 and u.isalpha())))
def test_a_unit_is_read_with_a_space_and_without(amount: int, unit: str) -> None:
    dimension, factor = UNITS[unit]
    for text in (f"{amount} {unit}", f"{amount}{unit}", f"it is {amount} {unit}, roughly"):
        measure = only(text)
        assert measure.dimension is dimension, text
        assert measure.low == pytest.approx(amount * factor), text
        assert measure.single


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("80 metros cuadrados", 80, 80),
        ("un local de 80 mètres carrés au centre", 80, 80),
        ("20 to 30 square metres", 20, 30),
        ("50 metri quadrati", 50, 50),
        ("60 metrów kwadratowych", 60, 60),
    ],
)
def test_a_unit_of_two_words_is_no_other_unit(text: str, low: float, high: float) -> None:
    """Read word by word, eighty square metres were eighty metres."""
    measure = only(text)
    assert (measure.dimension, measure.low, measure.high) == (Dimension.AREA, low, high)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2 m", "200 cm"),
        ("2 m", "2000 mm"),
        ("1.5 kg", "1500 g"),
        ("1,5 kg", "1500 Gramm"),
        ("0.75 l", "750 ml"),
        ("0.75 l", "75 cl"),
        ("2 hours", "120 min"),
        ("2 Stunden", "120 Minuten"),
        ("1 day", "24 h"),
        ("2 weeks", "14 Tage"),
        ("1 TB", "1000 GB"),
        ("5 Ah", "5000 mAh"),
        ("1.2 kW", "1200 Watt"),
        ("50 cent", "0.50 €"),
        ("12 inches", "1 foot"),
        ("3 persons", "3 Personen"),
    ],
)
def test_two_writings_of_one_amount(one: str, other: str) -> None:
    first, second = only(one), only(other)
    assert first.dimension is second.dimension
    assert first.low == pytest.approx(second.low, rel=1e-6)


@pytest.mark.parametrize(
    "text",
    ["189.90 €", "€189.90", "€ 189.90", "189,90 EUR", "EUR 189.90", "189.90 euros", "189.90€"],
)
def test_money_is_money_wherever_its_sign_stands(text: str) -> None:
    measure = only(text)
    assert measure.dimension is Dimension.MONEY
    assert measure.low == pytest.approx(189.9)
    assert (measure.start, measure.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2-4 kg", 2000, 4000),
        ("2 – 4 kg", 2000, 4000),
        ("2 to 4 kg", 2000, 4000),
        ("2 bis 4 kg", 2000, 4000),
        ("between 2 kg and 4 kg", 2000, 4000),
        ("€50-80", 50, 80),
        ("€50 to €80", 50, 80),
    ],
)
def test_from_one_to_another(text: str, low: float, high: float) -> None:
    measure = only(text)
    assert (measure.low, measure.high) == (low, high)
    assert not measure.single


@pytest.mark.parametrize("text", ["8+", "8 +", "8 and up", "8 years and up", "8 oder mehr"])
def test_and_more_has_no_end(text: str) -> None:
    measure = only(text)
    assert measure.high == float("inf")
    assert measure.value == 8


@pytest.mark.parametrize("text", ["M8", "6205-2RS", "B07XYZ", "8x40", "ISO9001a", "a_12"])
def test_a_code_is_no_amount_of_its_own(text: str) -> None:
    assert not any(m.dimension is not Dimension.NUMBER for m in measures(text))
    assert not any(text[m.start : m.end] in ("8", "07", "12") for m in measures(text))


def test_each_side_of_a_size_is_an_amount() -> None:
    found = list(measures("25 x 52 x 15 mm"))
    assert [m.value for m in found] == [25, 52, 15]


@given(st.text(max_size=300))
def test_whatever_is_read_has_its_place_in_the_text(text: str) -> None:
    end = 0
    for measure in measures(text):
        assert 0 <= measure.start < measure.end <= len(text)
        assert measure.start >= end, "in their order, and none twice"
        assert measure.low <= measure.high
        end = measure.end


@pytest.mark.parametrize("text", ["9" * 100_000, "1 " * 50_000, "1.000," * 20_000, "€" * 100_000])
def test_a_long_text_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.perf_counter()
    for _ in measures(text):
        pass
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 h 25 min", [(85, 85)]),
        ("1 hour and 30 minutes", [(90, 90)]),
        ("60 min 90 min", [(60, 60), (90, 90)]),
        ("1 to 2 hours", [(60, 120)]),
        ("2 kg 500 g", [(2500, 2500)]),
        ("500 g - 1 kg", [(500, 500), (1000, 1000)]),
    ],
)
def test_what_goes_on_in_a_smaller_unit_is_one_amount(
    text: str, read: list[tuple[float, float]]
) -> None:
    assert [(m.low, m.high) for m in measures(text)] == read


def test_a_fraction_is_read_as_it_is_written() -> None:
    told = {"½ day": 0.5, "1½ days": 1.5, "¼ l": 0.25, "2¾ kg": 2.75}
    for text, value in told.items():
        (found,) = measures(text)
        assert found.value == value, text
