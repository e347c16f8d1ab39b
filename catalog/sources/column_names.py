"""What a column's name says beside what it means: its unit, a tax, what a price is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import localedata

from catalog.folding import fold
from catalog.measures import UNITS
from catalog.price_units import is_measure, is_per, is_unit
from catalog.price_words import is_least
from catalog.sources.cells import line
from catalog.sources.column_words import Says, says
from catalog.sources.money import is_currency
from catalog.sources.spoken_columns import spoken_name
from catalog.sources.words import FIELDS, MINOR, folded, unaccented

LONGEST = 200
"""Characters of a property. A longer text is prose that no column was meant for."""
_UNIT = re.compile(
    r"^(?P<name>.*?)\s*(?:\(\s*(?P<a>[^()]{1,12})\s*\)|\[\s*(?P<b>[^\[\]]{1,12})\s*\]"
    r"|\bin (?P<c>€|\$|£|[A-Za-z]{1,4}))$"
)
_SCALE = re.compile(r"\s*\d{1,3}\s*(?:-|–|to|bis)\s*\d{1,3}\s*")
GROSS = re.compile(
    r"\b(brutto|gross|inkl|ink|incl|inc|including|inclusive|ttc|iva inclus[ao]|con iva|com iva"
    r"|ivato|sis|s dph|vč|z ddv|s pdv|sa pdv|са пдв|со ддв|с ддс|bruttó|cu tva|с ндс|з пдв|με φπα"
    r"|kdv dahil|tvac|tva comprise|taxes comprises|btw inbegrepen|c iva|c/iva|iva inc|koos km|km ga"
    r"|ar pvn|su pvm|med moms|m moms)\b",
    re.IGNORECASE,  # with it the two small sigmas of Greek are one
)
NET = re.compile(
    r"\b(netto|net|exkl|ex|excl|zzgl|excluding|exclusive|ohne|ht|sin iva|sem iva|iva esclusa|eks"
    r"|veroton|alv 0|bez|nettó|fara tva|без|χωρίς|kdv hariç|htva|hors tva|hors taxes?|s iva|s/iva"
    r"|km ta|be pvm|brez|utan moms|uten mva|uden moms)\b",
    re.IGNORECASE,
)
_PER = re.compile(
    r"(?:prices?|preise?|prix|prezzo|precio|preço|prijs|pris|cena|cijena|цена|ціна|hinta|fiyatı?|ár"
    r"|preț|pret|τιμή|kaina|hind|eur|usd|gbp|chf|euro) ?"
    r"(?:(?:per|pro|je|par|por|al|a|za|na|pr|für|for|за|на|ανά|по) )?"
    r"(?P<measure>\d{0,5} ?[^\W\d_]{0,15}[²³23]?(?: [^\W\d_]{1,8})?)"
)
_SPOKEN = re.compile(r"(.{1,60})\.([a-z]{2})(?:[-_][A-Za-z]{2})?")
_TEXTS = frozenset(
    name
    for field in ("title", "description", "short_description", "category", "link", "group")
    for name in FIELDS[field]
)
_ASKS = frozenset((Says.PRICE, Says.SELL))
_PRICES, _FORMER = frozenset(FIELDS["price"]), frozenset(FIELDS["list_price"])
_PER_MEASURE = re.compile(r"(?:€|\$|£|[A-Za-zł]{2,4})\s?/\s?\d{0,4}\s?[^\W\d_]{1,8}[²³]?")
_OF_OBJECT = re.compile(r"(?:[^.]{1,60}\.)?([^.]{1,60})\.(?:amount|value|gross|brutto)")
_WITHIN = re.compile(
    r"(?:[^.]{1,60}\.){0,4}([^.]{1,60})\.(gross|net|brutto|netto)\.(?:amount|value)"
)
_NAMED = re.compile(
    rf"((?:[^.]{{1,60}}\.){{0,4}}(?:{'|'.join(map(re.escape, FIELDS['category']))}))"
    r"\.(?:name|title|label)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[ _]?money$|[Mm]oney$")
_MINOR = re.compile(rf"\b(?:in )?(?:{'|'.join(map(re.escape, MINOR))})\b")
_TAX = re.compile(
    r"\b(vat|tax|gst|hst|mwst|ust|tva|iva|btw|moms|mva|alv|dph|ddv|pdv|áfa|ндс|ддс|пдв|φπα|kdv)\b"
)


def _taxed(name: str) -> str:
    """ "Price inc VAT" as columns.toml has it; empty where a price's name says nothing of tax."""
    said = folded(name)
    kind, bare = next(
        ((k, p.sub(" ", said)) for k, p in (("incl", GROSS), ("excl", NET)) if p.search(said)),
        ("", said),
    )
    # "Hinta (sis. alv 25,5 %)": how much it is says nothing of what the column is.
    bare = re.sub(r"\d+", " ", _TAX.sub(" ", bare))
    return f"price {kind} vat" if kind and line(bare) in _PRICES else ""


def _untaxed(name: str) -> str:
    """ "rrp" of "RRP inc VAT", where no price is called so; else empty."""
    said = folded(name)
    bare = line(_TAX.sub(" ", GROSS.sub(" ", said)))
    return bare if bare != said and bare in _FORMER else ""


def bare_tax(said: str) -> bool | None:
    """Whether a folded name says nothing but that the tax is in ("inc vat": true) or not ("ex
    vat"); None for all others."""
    kind = True if GROSS.search(said) else False if NET.search(said) else None
    rest = line(re.sub(r"\d+", " ", _TAX.sub(" ", NET.sub(" ", GROSS.sub(" ", said)))))
    return kind if _TAX.search(said) and not rest else None


def is_tax(name: str) -> bool:
    """Whether a folded name is a tax's: "mwst haus", "vat rate"."""
    return _TAX.match(name) is not None


def is_net(name: str) -> bool:
    """Whether a column is called a price without its tax."""
    return _taxed(name) == "price excl vat"


def is_minor(name: str) -> bool:
    """Whether a column is called one of hundredths: "price_cents"."""
    return _MINOR.search(folded(name)) is not None


def names_of(name: str) -> tuple[str, ...]:
    """A column's name as it may be known: whole, without its unit, and its path's last part."""
    bare = bare_of(name)
    if named := _NAMED.fullmatch(bare):
        bare = name = named[1]  # "category.name"
    last = re.split(r"[:/]|\.(?!\s)", bare.rstrip(".:/"))[-1]  # "Vejl. pris" is no path
    first, _, other = bare.partition(" / ")  # "Preis / Prix": one name in two languages
    both = first if other and not is_unit(other) else bare
    whole = [*map(folded, (name, bare, last, both)), _taxed(name), _taxed(bare), _untaxed(name)]
    if (cut := line(_MINOR.sub(" ", whole[0]))) in _PRICES:
        whole.append(cut)
    if match := _WITHIN.fullmatch(bare):
        # "pricing.price.gross.amount" beside "pricing.price.net.amount"
        whole.append("price net" if match[2] == "net" else folded(match[1]))
    elif match := _OF_OBJECT.fullmatch(bare):
        # "price.amount" beside "price.currency"; "price_money.amount"
        whole.append(folded(_MONEY.sub("", match[1])) or "price")
    if re.fullmatch(r"[^\W\d]+ ?1", whole[0]):
        stem = whole[0][:-1].strip()  # "VK1", "Bezeichnung 1": the first of several
        whole += [stem] if stem == whole[0][:-1] or stem not in _PRICES else []
    return tuple(dict.fromkeys(filter(None, (*whole, *map(unaccented, whole)))))


def in_language(header: Sequence[str], language: str) -> list[str]:
    """The names with those of this language ("name.de" beside "name.en") as if it alone were there;
    where it is not, the first."""
    cut = [_spoken(name) for name in header]
    taken: dict[str, int] = {}
    for place, (stem, code) in enumerate(cut):
        # "product.id" is a number, and no Indonesian.
        spoken = code == language or (code not in ("id", "no") and localedata.exists(code or "-"))
        known = spoken and folded(stem.rpartition(".")[2]) in _TEXTS
        if known and (stem not in taken or code == language):
            taken[stem] = place
    found = list(header)
    bare = {*header, *map(folded, header)}
    for stem, place in taken.items():
        if stem not in bare:
            found[place] = stem
    return found


def _spoken(name: str) -> tuple[str, str]:
    if match := _SPOKEN.fullmatch(name):
        return match[1], match[2]
    told = spoken_name(name)
    return (told.stem, told.language) if told else (name, "")


def bare_of(name: str) -> str:
    """ "Gewicht" of "Gewicht (kg)". A price "(€/kg)" is another one than a price, a name "(EN)" the
    one in another language."""
    if _PER_MEASURE.fullmatch(unit_of(name)) or spoken_name(name):
        return name
    match = _with_unit(name)
    return match["name"] if match is not None else name


def _with_unit(name: str) -> re.Match[str] | None:
    """A name that ends with a unit: "Gewicht in kg", and not "What is in it"."""
    match = _UNIT.match(name) if len(name) <= LONGEST else None
    told = match["c"] if match is not None else None
    known = told is None or fold(told) in UNITS or is_unit(told) or is_currency(told)
    return match if known else None


def trait_of(name: str) -> str:
    """An option's name: "options.height" of a JSON object is height."""
    return label_of(name) if name.startswith(("options.", "option_values.")) else line(name)


def label_of(name: str) -> str:
    """A property's name as a person reads it: "custom_field.custom.noise_level" is noise level."""
    bare = bare_of(name)
    parts = re.split(r"[.:](?=\w)", bare.rstrip(".:"))  # "Reg. price" is no path, nor is "j.m."
    last = parts[-1] if len(parts[-1]) > 1 else bare
    if not any(map(str.isalpha, last)):
        return line(last)  # "10+"
    return line(last.replace("_", " ")) if " " in last or last.istitle() else folded(last)


def unit_of(name: str) -> str:
    """ "kg" of "Gewicht (kg)"; the "1-5" of "Difficulty (1-5)" is what it goes from and to."""
    match = _with_unit(name)
    unit = next(filter(None, match.group("a", "b", "c")), "") if match else ""
    return "" if _SCALE.fullmatch(unit) or spoken_name(name) else unit


def least_of(name: str) -> str:
    """ "ab" of "Preis/Nacht ab", "from" of "From (€)": its amounts are the least. "Preis ab Werk"
    says where."""
    bare = _UNIT.sub(r"\g<name>", name[:LONGEST]).casefold()
    words = re.findall(r"[^\W\d_]+", bare)
    if re.search(r"\d\W*$", bare):
        return ""  # "Preis ab 10" is that of ten and more
    first, last = words[:1], words[-1:]
    two = [" ".join(words[-2:])] if len(words) > 2 else []
    beside = {word for word in words[1:] if word in _PRICES or is_unit(word)}
    found = [*two, *last, *(first if len(words) == 1 or beside else [])]
    return next((word for word in found if is_least(word) and word not in _NOT_LEAST), "")


_NOT_LEAST = frozenset(("min", "minimum", "mind", "da", "des", "no", "va", "fr", "de la"))
"""Words of a least price that say something else in a column's name."""


def asked_per(name: str) -> str:
    """What a price is for, by its column's name: "100 g", "Nacht"; "m²" of "VK m²" and "€/m²"."""
    match = _PER.fullmatch(folded(name)) if len(name) <= LONGEST else None
    measure = match["measure"].strip() if match else ""
    return measure if measure and is_unit(measure) else _asked_behind(name)


def _asked_behind(name: str) -> str:
    """The unit that stands behind nothing but words and signs for what customers pay."""
    *before, unit = re.split(r"[\s/]+", name.strip()) if len(name) <= LONGEST else [""]
    before = [word for word in before if not is_per(word)]
    asks = all(is_currency(word) or says(word) & _ASKS for word in before)
    named = unit[:1].isalpha() and is_unit(unit)  # "€ 85.00" is a price, and no column's name
    return unit if before and asks and named else ""


def measure_of(name: str) -> str:
    """The measure of a unit price's column. A price per night is a price."""
    if _PER_MEASURE.fullmatch(name.strip()) and is_measure(name.partition("/")[2].strip()):
        return name.partition("/")[2].strip()  # "€/Liter"
    measure = asked_per(name)
    beside = bool(measure) and not is_measure(measure) and not measure[0].isdigit()
    return (
        "" if beside and not re.search(r"pack|pck|pkg|paket|paquete|kart|box", measure) else measure
    )
