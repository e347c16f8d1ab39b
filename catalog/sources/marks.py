"""What stands on a name in a list: its number, a picture, letters that a legend explains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.day_names import calendar
from catalog.price_units import is_unit
from catalog.sources.cells import line
from catalog.sources.legend_lines import legend_by_use
from catalog.sources.list_words import LEGEND, SHORTENED

_CODES = re.compile(
    r"\s*[(\[]\s*(?P<codes>[A-Za-z0-9]{1,3}(?:\s*[,;/]\s*[A-Za-z0-9]{1,3}){0,15})\s*[)\]]"
)
_LEGEND = re.compile(
    r"(?<![\w])(?P<code>[A-Za-z]{1,2}|\d{1,2})\s?[=:)]\s?(?P<what>[^\W\d_][^,;=|/\n]{1,50})"
)
_LISTED = re.compile(
    r"(?:^|[,;]|(?<=\S) (?= ))\s{0,3}(?P<code>[A-Za-z]|\d{1,2})\s"
    r"(?P<what>[^\W\d_](?:[^,;\s]| (?! )){1,50})"
)
"""A legend without signs: "1 gluten, 3 eggs"."""
_DOTS = re.compile(r"(?<=\s)[·•∙●⋅|](?=\s)")
_LETTERS = re.compile(r"\s((?:[A-Z]\s){0,12}[A-Z])$")
"""Letters behind a name without brackets: "Croquetas G", "Gnocchi A C G"."""
_BRACKETED = re.compile(
    r"[(\[](?P<code>[A-Za-z]{1,3}|\d{1,2})[)\]]\s?[=:–-]?\s?(?P<what>[^\W\d_](?:[^()\[\],;|*#†‡°\n]){1,50})"
)
"""A legend whose letters stand in brackets, as behind the names: "(V) vegetarian (VG) vegan"."""
_SIGNED = re.compile(
    r"(?:^|(?<=\s)|[,;|]\s?)(?P<code>[*#†‡°^]{1,3})\s?[=:–-]?\s?"
    r"(?P<what>[^\W\d_][^()\[\],;|*#†‡°\n]{1,50}?)(?=\s{2,40}|\s?[*#†‡°^(\[,;|]|$)"
)
_SIGNS = re.compile(r"(?P<bare>.*[\w)\]])\s?(?P<signs>[*#†‡°^]{1,3})", re.DOTALL)
"""A sign behind a name: "Peanuts *"."""
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u20e3\u200d]{1,12}")
_NUMBERED = re.compile(
    r"(?:Nr\.?\s?)?(?P<number>[A-Za-z]{0,2}(?!(?:19|20)\d\d\b)\d{1,5}[a-z]?)[.):]?\s+(?=\S)"
)

_SENTENCE = re.compile(r"(?<=[^\W\d_]{4})\.\s+(?=[^\W\d_a-zß-ÿ]|\()")

_SHORTENED = re.compile(r"\d\s?(?P<unit>[^\W\d_]{1,6})$")
STARS = frozenset(("*", "**", "***", "†", "‡"))
"""Signs on names that a line below the list explains, in a sentence as likely as in a word."""
_STARRED = re.compile(r"(?<=[^\W_])\s?(?P<sign>\*{1,3}|[†‡])$")
_STAR = re.compile(r"\s*\\?(?P<sign>\*{1,3}|[†‡])\s?(?P<what>[^\W_*†‡].{2,160})")
_LAST = re.compile(r"[^\W\d_]{2,12}$")
WHOLE = 5
"""Letters of a day's or month's name that is hardly shortened."""
_TRAILING = re.compile(r"[\s:;,|–—.·…_+\-]+$")


@dataclass(frozen=True, slots=True)
class Marks:
    """What was taken off a name: letters of allergens, pictures."""

    name: str
    codes: tuple[str, ...]


def unmarked(name: str, legend: Mapping[str, str]) -> Marks:
    """A name without the letters and pictures that a legend explains."""
    codes: list[str] = []

    def take(match: re.Match[str]) -> str:
        told = [code for code in re.split(r"[,;/\s]+", match["codes"]) if code]
        if not all(code.casefold() in legend for code in told):
            return match[0]
        codes.extend(told)
        return ""

    signed = _SIGNS.fullmatch(name.strip())
    if signed is not None and signed["signs"] in legend:
        name = signed["bare"]
        codes.append(signed["signs"])
    bare = _CODES.sub(take, name)
    for picture in _PICTURE.findall(bare):
        codes.append(picture)
    bare = _PICTURE.sub("", bare)
    # "Misosuppe a,c": letters behind the name without brackets.
    tail = re.search(r"\s((?:[A-Za-z0-9]{1,2},\s?){1,12}[A-Za-z0-9]{1,2})$", bare)
    if tail and all(code.strip().casefold() in legend for code in tail[1].split(",")):
        codes += [code.strip() for code in tail[1].split(",")]
        bare = bare[: tail.start()]
    elif (tail := _LETTERS.search(bare.rstrip())) and all(
        code.casefold() in legend for code in tail[1].split()
    ):
        codes += tail[1].split()
        bare = bare[: tail.start()]
    if (star := _STARRED.search(bare.rstrip())) and star["sign"] in legend:
        codes.append(star["sign"])
        bare = bare[: star.start()]
    return Marks(tidied(bare), tuple(codes))


def legend_of(text: str) -> dict[str, str]:
    """Letters and numbers to what they mean: "a = Gluten, b = Krebstiere"."""
    found: dict[str, str] = {}
    for told in map(_with_commas, text.split("\n")):
        if (star := _STAR.fullmatch(told)) is not None:
            found[star["sign"]] = line(star["what"])
            continue
        found.update(_marked_as_used(told, text))
        if len(told) > 2000 or not any(sign in told for sign in ("=", ":", ")", ",", ";", "  ")):
            continue
        pairs = [(m["code"], line(m["what"])) for m in _LEGEND.finditer(told)]
        words = {word.strip(":").casefold() for word in told.split()[:3]}
        if LEGEND & words and not pairs:
            pairs = [(m["code"], line(m["what"])) for m in _LISTED.finditer(told.partition(":")[2])]
        elif len(pairs) < 2:
            # "G gluten, E egg, S soya. (ve) vegan."
            listed = [(m["code"], line(m["what"])) for m in _LISTED.finditer(told.strip())]
            whole = _all_letters(told, listed) or _all_numbers(told, listed, text)
            found.update((code.casefold(), _first(what)) for code, what in listed if whole)
        if len(pairs) > 1 and (LEGEND & words or "=" in told or _all_letters(told, pairs)):
            found.update((code.casefold(), _first(what)) for code, what in pairs)
        for sign, what in re.findall(
            r"([\U0001f300-\U0001faff\u2600-\u27bf])\ufe0f?\s?[=:]\s?([^,;=\n]{2,50})", told
        ):
            found[sign] = line(what)
    return {**found, **legend_by_use(text)}


def _with_commas(told: str) -> str:
    """A line with commas in the place of dots between its parts: "1 gluten · 2 eggs"."""
    return _DOTS.sub(",", told) if len(_DOTS.findall(told)) > 1 else told


def _marked_as_used(told: str, text: str) -> dict[str, str]:
    """What the letters in brackets and the signs of a line mean, each of which stands elsewhere in
    the text too: "(V) vegetarian   (VG) vegan   * with nuts"."""
    if len(told) > 500 or not ("(" in told or "[" in told):
        return {}
    bracketed = [(m["code"], line(m["what"])) for m in _BRACKETED.finditer(told)]
    if len(bracketed) < 2 or not _begins_with(told, bracketed[0][0]):
        return {}
    rest = text.replace(told, "")
    used = {code.strip().casefold() for m in _CODES.finditer(rest) for code in _cut(m["codes"])}
    if sum(code.casefold() in used for code, _ in bracketed) < 2:
        return {}
    signs = [(m["code"], line(m["what"])) for m in _SIGNED.finditer(told)]
    told_signs = [(sign, what) for sign, what in signs if sign in rest]
    return {code.casefold(): what.strip(" .") for code, what in (*bracketed, *told_signs)}


def _begins_with(told: str, code: str) -> bool:
    """Whether a line begins with its first code, or with what its legend is called."""
    before = told.partition(code)[0]
    return len(before) < 4 or (len(before) < 30 and before.rstrip("([ ").endswith(":"))


def _cut(codes: str) -> list[str]:
    return [code for code in re.split(r"[,;/\s]+", codes) if code]


def _first(what: str) -> str:
    """What a letter means, without the sentence behind the legend: "nuts. Prices include tax"."""
    return _SENTENCE.split(what, maxsplit=1)[0].rstrip(" .")


def _all_letters(told: str, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether a line explains single letters, each another, and begins with them: "G: gluten, L:
    milk, M: molluscs"."""
    codes = [code for code, _ in pairs]
    single = all(len(code) == 1 and code.isupper() for code in codes)
    return single and 2 < len(codes) == len(set(codes)) and told.strip()[:1] == codes[0]


def _all_numbers(told: str, pairs: Sequence[tuple[str, str]], text: str) -> bool:
    """Whether a line explains numbers, each above the one before, that stand together in brackets
    in the text: "1 gluten, 3 eggs, 7 milk" of "Terrine (1, 3)"."""
    numbers = [int(code) if code.isdecimal() else 0 for code, _ in pairs]
    rises = all(one < other for one, other in pairwise(numbers))
    if len(pairs) < 3 or not numbers[0] or not rises or not told.strip().startswith(pairs[0][0]):
        return False
    known = {code for code, _ in pairs}
    marked = [re.split(r"[,;/\s]+", found["codes"]) for found in _CODES.finditer(text)]
    several = [codes for codes in marked if len(codes) > 1]
    return len(several) > 1 and all(known.issuperset(codes) for codes in several)


def explained(value: str, legend: Mapping[str, str]) -> str:
    """What a column's letters mean: "milk, soya" of "A, F", where a legend explains all of them."""
    codes = [code for code in re.split(r"[,;/\s]+", value) if code]
    means = [legend.get(code.casefold(), "") for code in codes]
    return ", ".join(means) if codes and all(means) and _all_codes(codes) else value


def _all_codes(codes: Sequence[str]) -> bool:
    """Whether these are letters or numbers of a legend: "2" alone is a number as likely."""
    return all(len(code) < 3 for code in codes) and any(map(str.isalpha, "".join(codes)))


def tidied(name: str) -> str:
    """A name on one line, without the dots and dashes that lead to its price."""
    told = line(name)
    bare = _TRAILING.sub("", told)
    # "20 Min. ..... 34,00": the first dot is the word's own.
    found = _SHORTENED.search(bare) if re.match(r"\.(?!\.)", told[len(bare) :]) else None
    if found is not None and is_unit(found["unit"].casefold()):
        return f"{bare}."
    last = _LAST.search(bare) if told[len(bare) :] == "." else None
    return told if last is not None and _is_short(last[0].casefold()) else bare


def _is_short(word: str) -> bool:
    """Whether a word is written short with a dot: "Sept.", "inkl."."""
    return word in SHORTENED or (word in calendar() and len(word) < WHOLE)


def number_of(text: str) -> tuple[str, str]:
    """("21", "mit Tofu") of "21 mit Tofu"; ("", text) where no number stands before it."""
    match = _NUMBERED.match(text)
    return (match["number"], text[match.end() :]) if match else ("", text)
