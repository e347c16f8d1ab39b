"""A change of the catalog is learned aside: a small one at once; nobody waits for a large one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agent import learning
from agent.answering.lines import Lines
from agent.answering.said import Counter
from agent.grounding.render import Voice
from agent.learning import Learner
from catalog.columns import Columns
from catalog.corrections import Correction, Corrections
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business, Money, Option, Origin, Product, ProductText, Variant
from tests.fake_backend import ScriptedBackend

SHOP = Business("Shop", url="https://shop.example", languages=("en",))


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    catalog = Catalog.open(tmp_path / "state")
    learner = Learner(catalog, SHOP, ScriptedBackend(), ("en",))
    yield learner
    learner.close()
    catalog.close()


def sells(learner: Learner, folder: Path, *names: str, price: int = 5) -> None:
    rows = "".join(f"{name},{price}.00\n" for name in names)
    (folder / "goods.csv").write_text(f"Name,Price\n{rows}")
    catalog = learner.catalog
    ingest([str(folder / "goods.csv")], catalog.database, catalog.search, business=SHOP)


def goods(learner: Learner) -> set[str]:
    return set(learner.known().shelf.columns.ids)


def test_a_small_change_is_known_at_once(learner: Learner, tmp_path: Path) -> None:
    sells(learner, tmp_path, "Cup")
    assert goods(learner) == {"cup"}
    sells(learner, tmp_path, "Cup", "Plate")
    assert goods(learner) == {"cup", "plate"}


def test_nobody_waits_for_a_large_one(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sells(learner, tmp_path, "Cup")
    learner.known()
    may_end = threading.Event()
    shelf_of = learning.Shelf.of

    def slow(*given: object) -> object:
        assert may_end.wait(60)
        return shelf_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(learning.Shelf, "of", slow)
    monkeypatch.setattr(learning, "WAIT_S", 2.0)
    sells(learner, tmp_path, "Cup", "Plate")
    begun = time.monotonic()
    for _ in range(5):
        assert goods(learner) == {"cup"}
    assert time.monotonic() - begun < 8.0, "two seconds, once for all five"
    may_end.set()
    deadline = time.monotonic() + 60
    while goods(learner) != {"cup", "plate"} and time.monotonic() < deadline:
        time.sleep(0.05)
    assert goods(learner) == {"cup", "plate"}


def test_a_field_that_is_corrected_and_not_there_is_warned_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    catalog = Catalog.open(tmp_path / "state")
    given = [Correction("bores", ("inner diameter",)), Correction("colour", hidden=True)]
    learner = Learner(catalog, SHOP, ScriptedBackend(), ("en",), corrections=Corrections(given))
    for names in ("Cup", "Mug"):
        (tmp_path / "goods.csv").write_text(f"Name,Price,Bore,Colour\n{names},5.00,8 mm,red\n")
        ingest([str(tmp_path / "goods.csv")], catalog.database, catalog.search, business=SHOP)
        learner.known()
    warned = [r.getMessage() for r in caplog.records if r.levelname == "WARNING"]
    assert len(warned) == 1
    assert '[catalog.fields."bores"]' in warned[0]
    learner.close()
    catalog.close()


def test_rows_that_were_learned_name_their_own_variants_of_a_product_that_changed() -> None:
    """While a changed catalog is learned: the price of another size is never told."""
    sizes = [Variant(f"p:{n}", (Option("size", str(n)),), price=euros(n)) for n in (38, 39, 40)]
    text = {"en": ProductText("Boot")}
    origin = Origin("goods.csv", "row 2", datetime(2026, 11, 2, tzinfo=UTC))
    learned = Columns([Product("p", text, tuple(sizes), origin)], ("en",))
    now = Product("p", text, tuple(reversed(sizes)), origin)
    counter = Counter(SHOP, Voice("en", "x", "EUR"), datetime.now(UTC), lambda ids: [now])
    lines = Lines(counter, learned)
    for row, size in enumerate(sizes):
        assert lines.variants(now, [row]) == (size,)
    assert not learned.set_offers(now), "prices are put into no other variant's row"


def euros(whole: int) -> Money:
    return Money(Decimal(whole), "EUR")
