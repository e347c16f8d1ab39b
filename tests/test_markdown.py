"""Markdown and plain text to passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Passage
from catalog.sources.formats import format_of, language_of
from catalog.sources.markdown import LONG
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item, Rejection

SHOP = Business("Shop", languages=("en", "de"))


def read(path: Path, content: str | bytes) -> list[Passage | Rejection]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    language = language_of(path, SHOP.languages[0])
    found: list[Passage | Rejection] = []
    with Opened(Source(str(path), path.name, path, language)) as opened:
        known = format_of(opened)
        assert known.name == "markdown"
        for item in known.read(opened, SHOP):
            if isinstance(item, Item):
                record = item.make().record
                assert isinstance(record, Passage)
                found.append(record)
            else:
                assert isinstance(item, Rejection)
                found.append(item)
    return found


def texts(path: Path, content: str) -> dict[tuple[str, ...], str]:
    return {p.heading: p.text for p in read(path, content) if isinstance(p, Passage)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "faq.md"


def test_a_faq_gives_a_passage_a_question(path: Path) -> None:
    found = read(
        path,
        "# Questions\n\n## How long?\n\n2 to 3 days,\nin **Germany**.\n\n"
        "## Where from?\n\nFrom [Berlin](https://x.example).\n",
    )
    assert [p.heading for p in found if isinstance(p, Passage)] == [
        ("Questions", "How long?"),
        ("Questions", "Where from?"),
    ]
    first = found[0]
    assert isinstance(first, Passage)
    assert first.id == "faq.md#how-long"
    assert first.text == "2 to 3 days, in Germany."
    assert (first.origin.source, first.origin.place) == ("faq.md", "heading How long?")
    assert found[1].text == "From Berlin."  # type: ignore[union-attr]


def test_headings_are_a_path_and_only_those_with_text_count(path: Path) -> None:
    content = "intro\n\n# A\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n\n# E\n\ne\n"
    assert texts(path, content) == {
        ("faq",): "intro",
        ("A", "B"): "b",
        ("A", "B", "C"): "c",
        ("A", "D"): "d",
        ("E",): "e",
    }


def test_lists_tables_code_and_html_are_plain_lines(path: Path) -> None:
    content = (
        "# All\n\n- one\n- two\n  - three\n\n1. first\n\n> quoted\n\n"
        "| Country | Price | Days |\n|---|---|---|\n| Austria | 9,90 € | 3 |\n\n"
        "`code` and ![a picture](x.png)  \nnew line\n\n```\nfenced\n```\n\n"
        "<p>html<br>here</p>\n\n<script>alert(1)</script>\n"
    )
    assert texts(path, content)[("All",)].splitlines() == [
        "• one",
        "• two",
        "• three",
        "• first",
        "quoted",
        "• Country: Price, Days",
        "• Austria: 9,90 €, 3",
        "code and a picture",
        "new line",
        "fenced",
        "html",
        "here",
    ]


def test_the_same_heading_twice_has_two_ids(path: Path) -> None:
    found = read(path, "# A\n\n## Price\n\nx\n\n# B\n\n## Price\n\ny\n\n## 🎁\n\nz\n")
    ids = [p.id for p in found if isinstance(p, Passage)]
    assert ids == ["faq.md#price", "faq.md#price-2", "faq.md#section"]


def test_a_long_section_is_cut_between_its_paragraphs(path: Path) -> None:
    paragraphs = [f"{n} " + "word " * 100 for n in range(6)]
    found = read(path, "# Long\n\n" + "\n\n".join(paragraphs))
    parts = [p.text for p in found if isinstance(p, Passage)]
    assert len(parts) == 3
    assert all(len(part) <= LONG for part in parts)
    assert "\n".join(parts).split() == " ".join(paragraphs).split()


def test_language_of_the_name(tmp_path: Path) -> None:
    (german,) = read(tmp_path / "faq.de.md", "# Größe\n\nPasst.\n")
    assert isinstance(german, Passage)
    assert (german.language, german.id) == ("de", "faq.de.md#grosse")
    assert language_of(Path("faq.md"), "en") == "en"
    assert language_of(Path("faq.v2.md"), "en") == "en"
    assert language_of(Path("faq.zz.md"), "en") == "en"
    assert language_of(Path("faq.de-AT.md"), "en") == "de"


def test_front_matter_is_no_text(path: Path) -> None:
    found = read(path, "---\ntitle: x\n---\n\n# A\n\ntext\n")
    assert [(p.heading, p.text) for p in found if isinstance(p, Passage)] == [(("A",), "text")]


def test_plain_text_and_old_encodings(tmp_path: Path) -> None:
    content = "Öffnungszeiten: täglich 9–18 Uhr.\r\n\r\nÜber uns: Gegründet 1999.\r\n"
    (found,) = read(tmp_path / "about.txt", content.encode("cp1252"))
    assert isinstance(found, Passage)
    assert found.text == "Öffnungszeiten: täglich 9–18 Uhr.\nÜber uns: Gegründet 1999."
    assert found.heading == ("about",)


def test_bytes_of_another_encoding_cost_their_section_only(path: Path) -> None:
    content = "# Größe\n\ngut\n\n# Schlecht\n\nGR".encode() + b"\xd6" + b"SSE\n"
    good, bad = read(path, content)
    assert isinstance(good, Passage)
    assert isinstance(bad, Rejection)
    assert (bad.row, bad.field) == (5, "Schlecht")


@pytest.mark.parametrize(
    "content",
    ["#\n\nx", "# \n## \n\nx", "[x](", "|\n|-\n|", "* * *\n- - -\n\nx", "\\", "<", "> > >\n\nx"],
)
def test_strange_markdown_is_read_somehow(path: Path, content: str) -> None:
    read(path, content)
