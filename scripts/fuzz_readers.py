"""Feed the readers with what a coverage-guided fuzzer makes, to find what breaks them.

    pip install atheris            # for this alone; Python 3.11 and Linux have it ready-made
    python scripts/fuzz_readers.py TARGET FOLDER [-max_total_time=600]

TARGET is one of TARGETS; what follows the folder are libFuzzer's options. A source goes the way an
ingest takes it: opened, its format recognized, read, its items made into rows. A reader may refuse
a source (SourceError), reject rows and call a cell bad (BadCell); whatever else is raised, an id
that is given twice, a text that no database holds, and what takes longer than PATIENCE are
findings: FOLDER/found has each once, with its trace, and the input beside it. Fuzzing goes on.

    python scripts/fuzz_readers.py TARGET FOLDER --again FILE      # tries one input
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp

from fuzz_seeds import SEEDS

try:
    import atheris
except ImportError:
    sys.exit("atheris is missing: pip install atheris (Python 3.11 on Linux)")

sys.path.insert(0, str(Path(__file__).parent.parent))

READERS = [
    "catalog.sources",
    "catalog.quantities",
    "catalog.amounts",
    "catalog.numerals",
    "catalog.price_words",
    "catalog.price_units",
    "catalog.measures",
    "catalog.bounded",
]
OUTSIDE = ["pypdf"] if sys.argv[1:2] == ["pdf"] else []
with atheris.instrument_imports(include=READERS + OUTSIDE):
    from catalog.making import Order, Task, parcels
    from catalog.measures import measures
    from catalog.numerals import number
    from catalog.quantities import asked
    from catalog.reading import Head
    from catalog.records import Business
    from catalog.sources.cells import BadCell, amount, measured, whole
    from catalog.sources.formats import format_of
    from catalog.sources.money import money
    from catalog.sources.opening import Opened, Source
    from catalog.sources.platform import Platform
    from catalog.sources.platforms import PLATFORMS
    from catalog.sources.seam import Item, Rejection
from catalog.errors import SourceError  # noqa: E402
from tests.shelf import document, docx, pdf_of, xlsx  # noqa: E402

SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"), currency="EUR")
PATIENCE = 5.0
"""Seconds of one input. What takes longer keeps an ingest waiting."""
ROWS = 200
"""Items of one input that are made: enough to meet another one of its kind."""
OFFICE_ROWS = 50
PAGES = 4


class _Heard(logging.Handler):
    """What went wrong with an item: an ingest logs it and goes on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.raised: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.raised = record.exc_info[1] if record.exc_info else None


HEARD = _Heard()


def header_of(platform: Platform) -> str:
    """A header that this platform's reader takes for its own, with all columns that it reads."""
    names = [some[0] for some in platform.known_by]
    names += [name for known in platform.called.values() for name in known]
    names += [platform.written] if platform.written else []
    return ",".join(dict.fromkeys(names))


def source_of(suffix: str) -> Callable[[Path, bytes], Path]:
    def written(folder: Path, data: bytes) -> Path:
        path = folder / f"source{suffix}"
        path.write_bytes(data)
        return path

    return written


def export(folder: Path, data: bytes) -> Path:
    """The first byte says whose header stands above the rest."""
    platform = PLATFORMS[data[0] % len(PLATFORMS) if data else 0]
    path = folder / "export.csv"
    path.write_bytes(header_of(platform).encode() + b"\n" + data[1:])
    return path


def book(folder: Path, data: bytes) -> Path:
    """A workbook of the cells that the text has; after a NUL: of the sheet's XML."""
    text = data.decode("utf-8", "replace")
    path = folder / "book.xlsx"
    if text[:1] == "\0":
        path.write_bytes(xlsx(sheet=text[1:]))
        return path
    bare = "".join(char for char in text if char.isprintable() or char in "\t\n")
    rows = [line.split("\t")[:26] for line in bare.split("\n")[:OFFICE_ROWS]]
    path.write_bytes(xlsx([[_cell(text) for text in row] for row in rows]))
    return path


def pages(folder: Path, data: bytes) -> Path:
    """A PDF of the pages that the text draws, form feeds between them; or the bytes of a file."""
    path = folder / "printed.pdf"
    path.write_bytes(data if data[:5] == b"%PDF-" else pdf_of(data.split(b"\f")[:PAGES]))
    return path


def word(folder: Path, data: bytes) -> Path:
    """A Word document of the text's lines; of the XML of its body; or a file's bytes."""
    text = data.decode("utf-8", "replace")
    path = folder / "document.docx"
    made = docx(text) if text[:1] == "<" else document(text)
    path.write_bytes(data if data[:4] == b"PK\3\4" else made)
    return path


def _cell(text: str) -> str | int | float:
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else text


def read(path: Path) -> None:
    """Raises what an ingest would not have expected."""
    try:
        with Opened(Source("k", path.name, path, "de")) as opened:
            known = format_of(opened)
            found = list(islice(known.read(opened, SHOP), ROWS))
            Head.of(opened)
    except SourceError as error:
        str(error).encode()
        return
    items = [one for one in found if isinstance(one, Item)]
    ids = [item.id for item in items]
    if len(set(ids)) < len(ids):
        raise AssertionError(f"an id twice: {sorted(i for i in set(ids) if ids.count(i) > 1)[:3]}")
    HEARD.raised = None
    made = parcels(Order(1, 1, [Task(item) for item in items], path.name))
    if HEARD.raised is not None:
        raise HEARD.raised
    _told([one for one in found if isinstance(one, Rejection)])
    for parcel in made:
        _told(parcel.rejections)
        for rows in (parcel.rows or {}).values():
            for row in rows:
                _held(row)


def _told(rejections: Iterable[Rejection]) -> None:
    for one in rejections:
        f"{one.source}{one.field}{one.value}{one.reason}".encode()


def _held(row: object) -> None:
    """Raises UnicodeEncodeError where a text is none that a database takes."""
    if isinstance(row, str):
        row.encode()
    elif isinstance(row, Mapping):
        for value in row.values():
            _held(value)
    elif isinstance(row, (tuple, list)):
        for value in row:
            _held(value)


def say_sums(text: str) -> None:
    """All that reads a price, a number or a quantity, of what may stand in a cell."""
    first, _, second = text.partition("\n")
    calls: tuple[Callable[[], object], ...] = (
        lambda: asked(first, second, "EUR", "EUR"),
        lambda: asked(first, "", "", "JPY"),
        lambda: money(first, second, "KWD", "USD"),
        lambda: number(first, 2),
        lambda: number(first, 3),
        lambda: number(first, 0),
        lambda: amount(first),
        lambda: whole(first),
        lambda: measured(second, first, "de"),
        lambda: list(measures(first)),
        lambda: list(measures(first, ",")),
    )
    for call in calls:
        try:
            call()
        except BadCell:
            continue


def sums(folder: Path, data: bytes) -> None:
    say_sums(data.decode("utf-8", "surrogateescape"))


def reading(written: Callable[[Path, bytes], Path]) -> Callable[[Path, bytes], None]:
    return lambda folder, data: read(written(folder, data))


TARGETS: dict[str, Callable[[Path, bytes], None]] = {
    "platforms": reading(export),
    "tables": reading(source_of(".csv")),
    "markdown": reading(source_of(".md")),
    "text": reading(source_of(".txt")),
    "pages": reading(source_of(".html")),
    "linked": reading(source_of(".htm")),
    "xml": reading(source_of(".xml")),
    "json": reading(source_of(".json")),
    "workbook": reading(book),
    "pdf": reading(pages),
    "docx": reading(word),
    "money": sums,
}


def seeds(target: str) -> list[bytes]:
    own = SEEDS[target]
    if target == "platforms":
        rows = [bytes([at]) + row.encode() for at in range(len(PLATFORMS)) for row in own]
        filled = [
            bytes([at])
            + "\n".join(
                ",".join(_value(name, turn) for name in header_of(platform).split(","))
                for turn in range(3)
            ).encode()
            for at, platform in enumerate(PLATFORMS)
        ]
        return rows + filled
    codes = ("utf-8", "utf-16", "cp1252") if target in ("tables", "text", "xml") else ("utf-8",)
    return [text.encode(code, "replace") for text in own for code in codes]


def _value(name: str, turn: int) -> str:
    """What may stand in a column that is called so."""
    for part, values in SEEDS_BY_NAME.items():
        if part in name:
            return values[turn % len(values)]
    return ("x", "", "Red")[turn]


SEEDS_BY_NAME = {
    "price": ("9.90", "12,50", ""),
    "name": ("Cup", "", "Cup"),
    "title": ("Cup", "", "Cup"),
    "id": ("7", "7", "8"),
    "sku": ("A-1", "A-2", "A-3"),
    "handle": ("cup", "cup", "mug"),
    "type": ("Product", "Variant", "simple"),
    "stock": ("3", "Unlimited", "0"),
    "quantity": ("3", "-1", "0"),
    "visib": ("1", "true", "none"),
    "active": ("1", "1", "0"),
    "option": ("Size", "S", "Size=S|Size=M"),
}


def main() -> None:
    target, folder, *options = sys.argv[1:]
    place = Path(folder)
    found = place / "found"
    corpus = place / "corpus"
    for path in (found, corpus):
        path.mkdir(parents=True, exist_ok=True)
    logging.getLogger("tresen.catalog").addHandler(HEARD)
    logging.getLogger("tresen.catalog").propagate = False
    work = Path(mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    run = TARGETS[target]
    if options[:1] == ["--again"]:
        run(work, Path(options[1]).read_bytes())
        return
    for at, seed in enumerate(seeds(target)):
        (corpus / f"seed-{at}").write_bytes(seed)
    words = {word for text in SEEDS[target] for word in text.split() if 1 < len(word) < 40}
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in sorted(words))
    (place / "words").write_text("".join(f'"{word}"\n' for word in quoted))
    prefix = f"-artifact_prefix={found}/"
    usual = [f"-dict={place / 'words'}", "-max_len=4096", "-timeout=60", prefix]
    atheris.Setup([sys.argv[0], str(corpus), *usual, *options], _noted(run, work, found))
    atheris.Fuzz()


def _noted(run: Callable[[Path, bytes], None], work: Path, found: Path) -> Callable[[bytes], None]:
    seen: set[str] = set()

    def once(data: bytes) -> None:
        began = time.monotonic()
        try:
            run(work, data)
            trace = ""
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            trace = "".join(traceback.format_exception(error))
            where = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
            kind = f"{type(error).__name__} {where[-1]}"
        taken = time.monotonic() - began
        if not trace and taken > PATIENCE:
            trace, kind = f"{taken:.1f} s for {len(data)} bytes\n", f"slow {int(taken)}"
        if trace and kind not in seen:
            seen.add(kind)
            name = hashlib.sha1(data).hexdigest()[:12]
            (found / name).write_bytes(data)
            (found / f"{name}.txt").write_text(f"{kind}\n{trace}", "utf-8", "backslashreplace")
            print(f"FOUND {kind} {found / name}", file=sys.stderr)

    return once


if __name__ == "__main__":
    main()
