"""Two columns of names side by side, each in a language of its own, as their headings say: "Room"
beside "Salle", "Deutsch" beside "Français". The second is what goods are called in the other one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from catalog.kept_tables import toml_table
from catalog.sources.spoken_columns import language_named, spoken_name
from catalog.sources.words import folded, unaccented

LEAST = 0.7
"""The share of rows that such a column names, most of them otherwise than each other."""

SHORT = 60
"""Characters of a name, on average: what describes goods is longer."""

_TOLD = ("description", "short_description")
_LIKELY = ("en", "de", "fr", "es", "it", "nl", "pl", "tr")
"""Of several languages that a heading may be in ("Artikel") the likeliest first."""

_HELD: Mapping[str, Mapping[str, Sequence[str]]] = toml_table(Path(__file__).with_suffix(".toml"))
_SPOKEN: dict[str, set[tuple[str, str]]] = {}
"""Words to the kinds that they are of, each with a language."""
for _kind, _told in _HELD.items():
    for _language, _words in _told.items():
        for _word in _words:
            _SPOKEN.setdefault(unaccented(folded(_word)), set()).add((_kind, _language))


def second_title(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    meanings: dict[int, str],
    language: str,
    free: Sequence[str],
) -> tuple[tuple[str, str, int], ...]:
    """(language, "title", column) of the names in another language than `language`; nothing where
    no column holds such. Where the first column of names is in the other one, the second is the
    title from then on."""
    title = next((p for p, m in meanings.items() if m == "title"), None)
    if title is None:
        return ()
    for place, name in enumerate(header):
        own, told = _languages(header[title], name)
        of_language = meanings.get(place) in free and language_named(name)
        if of_language and not (own or language_named(header[title])) and of_language != language:
            own, told = frozenset((language,)), frozenset((of_language,))  # "Dish", "Deutsch"
        elif meanings.get(place) in _TOLD:
            own, told = _marked(header[title], name)
        elif meanings.get(place) not in free:
            continue
        if not own or not _names(sample, place, title, bool(of_language)):
            continue
        if language in told:
            meanings[place], meanings[title] = "title", meanings[place]
            return ((_likeliest(own), "title", title),)
        if language in own:
            return ((_likeliest(told), "title", place),)
    return ()


def _likeliest(languages: frozenset[str]) -> str:
    return next((code for code in _LIKELY if code in languages), min(languages))


def _marked(first: str, second: str) -> tuple[frozenset[str], frozenset[str]]:
    """The languages that two headings are marked with, whatever else they say: "Bezeichnung (DE)"
    beside "Description (EN)". None where one has no mark, or both the same."""
    one, two = spoken_name(first), spoken_name(second)
    if one is None or two is None or one.language == two.language:
        return frozenset(), frozenset()
    return frozenset((one.language,)), frozenset((two.language,))


def _languages(first: str, second: str) -> tuple[frozenset[str], frozenset[str]]:
    """The languages of two headings that say the same; none where a language has both."""
    one, two = language_named(first), language_named(second)
    pairs = _spoken(first), _spoken(second)
    if one and two:
        pairs = {("", one)}, {("", two)}
    both = {kind for kind, _ in pairs[0]} & {kind for kind, _ in pairs[1]}
    own, told = (frozenset(code for kind, code in some if kind in both) for some in pairs)
    return (own, told) if both and not own & told else (frozenset(), frozenset())


def _spoken(name: str) -> set[tuple[str, str]]:
    return _SPOKEN.get(unaccented(folded(name)), set())


def _names(sample: Sequence[Sequence[str]], place: int, title: int, called: bool = False) -> bool:
    """Whether a column names most rows, otherwise than the title does; `called` by a language, as
    many may be the same: "Edamame"."""
    rows = [(row[place].strip(), row[title].strip()) for row in sample if row[title].strip()]
    cells = [own for own, _ in rows if any(map(str.isalpha, own))]
    other = sum(own != called for own, called in rows if own)
    return (
        bool(rows)
        and len(set(cells)) >= LEAST * len(rows)
        and other >= (1 if called else LEAST * len(cells))
        and SHORT * len(cells) >= sum(map(len, cells)) > 2 * len(cells)
    )
