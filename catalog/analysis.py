"""How texts become the index's terms: its fields, and an analyzer for each language.

An item's words in a language go into that language's own fields, where they are stemmed as that
language is. Beside them stand fields of no language: names and kinds as they are written, article
numbers, and runs of letters; and the typed fields that filters.py asks: what is sold, in which
brand and category, for how much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tantivy import Filter, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from catalog.kept_tables import toml_table

FIELDS_VERSION = 3
"""Raised whenever fields or analyzers change: an index of another version is made anew."""

STEMMED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
UNSTOPPED = frozenset({"ar", "el", "ro", "ta", "tr"})
"""Languages with a stemmer of which tantivy has no stop words: asking for them raises."""

OTHER = "xx"
"""The field of every language without a stemmer."""

LONGEST = 40
"""Characters of a term. What is longer is no word, and is left out."""

GRAM = 4

SHORTEST_CODE = 3
_CODE_PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of one kind of item's fields in the index."""

    kind: str

    def title(self, language: str) -> str:
        return f"{self.kind}_title_{language}"

    def topic(self, language: str) -> str:
        return f"{self.kind}_topic_{language}"

    def body(self, language: str) -> str:
        return f"{self.kind}_body_{language}"

    @property
    def name(self) -> str:
        return f"{self.kind}_name"

    @property
    def plain(self) -> str:
        """Categories and tags as they are written: what typing is corrected to, beside names."""
        return f"{self.kind}_plain"

    @property
    def option(self) -> str:
        return f"{self.kind}_option"

    @property
    def code(self) -> str:
        """Article numbers without their signs, and from each of their parts on."""
        return f"{self.kind}_code"

    @property
    def code_part(self) -> str:
        return f"{self.kind}_code_part"

    @property
    def sold(self) -> str:
        """See filters.sold_terms."""
        return f"{self.kind}_sold"

    @property
    def brand(self) -> str:
        return f"{self.kind}_brand"

    @property
    def category(self) -> str:
        return f"{self.kind}_category"

    @property
    def currency(self) -> str:
        return f"{self.kind}_currency"

    @property
    def reduced(self) -> str:
        return f"{self.kind}_reduced"

    @property
    def price(self) -> str:
        """Every variant's price, as rows.SCALE counts it."""
        return f"{self.kind}_price"

    @property
    def lowest(self) -> str:
        """The lowest of them: what a list is ordered by."""
        return f"{self.kind}_lowest"

    @property
    def parts(self) -> str:
        return f"{self.kind}_parts"


PRODUCT = Fields("product")
PASSAGE = Fields("passage")


def field_language(language: str) -> str:
    """The language whose fields hold the words of `language`."""
    return language if language in STEMMED else OTHER


def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
    for fields in (PRODUCT, PASSAGE):
        for language in (*STEMMED, OTHER):
            builder.add_text_field(fields.title(language), tokenizer_name=f"words_{language}")
            for name in (fields.topic(language), fields.body(language)):
                builder.add_text_field(
                    name, tokenizer_name=f"words_{language}", index_option="freq"
                )
        builder.add_text_field(fields.name, tokenizer_name="names")
        builder.add_text_field(fields.option, tokenizer_name="names", index_option="freq")
        builder.add_text_field(fields.plain, tokenizer_name="names", index_option="basic")
        builder.add_text_field(fields.code, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(fields.code_part, tokenizer_name="names", index_option="basic")
        builder.add_text_field(fields.parts, tokenizer_name="parts", index_option="basic")
    for name in (PRODUCT.sold, PRODUCT.brand, PRODUCT.category, PRODUCT.currency):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field(PRODUCT.reduced, indexed=True)
    builder.add_unsigned_field(PRODUCT.price, fast=True)
    builder.add_unsigned_field(PRODUCT.lowest, fast=True)
    return builder.build()


def analyzers() -> dict[str, TextAnalyzer]:
    """All analyzers by the name that `schema` gives them."""
    built = {f"words_{language}": words(language) for language in (*STEMMED, OTHER)}
    return {**built, "names": names(), "parts": parts()}


def words(language: str) -> TextAnalyzer:
    """Stems of `language`.

    The stemmer comes before the folding: German's knows "Schlafsäcke", not "schlafsacke".
    """
    builder = _simple()
    if language in STEMMED:
        builder = builder.filter(Filter.stemmer(STEMMED[language]))
    return builder.filter(Filter.ascii_fold()).build()


def names() -> TextAnalyzer:
    """Words as they are written, for names and option values, which no stemmer understands."""
    return _simple().filter(Filter.ascii_fold()).build()


def told(language: str) -> TextAnalyzer:
    """The words of a question in `language` that say something: not its stop words. Unfolded."""
    builder = _simple()
    if language in STEMMED and language not in UNSTOPPED:
        builder = builder.filter(Filter.stopword(STEMMED[language]))
    own = _stop_words().get(language)
    return (builder.filter(Filter.custom_stopword(own)) if own else builder).build()


def code_terms(number: str) -> tuple[str, ...]:
    """What an article number is found by: all of it, and from each of its parts on.

    "NO-VANDRE-BLU" gives novandreblu, vandreblu, blu: people leave the beginning out.
    """
    if number.isalnum():
        return (number.lower(),) if len(number) >= SHORTEST_CODE else ()
    found = _CODE_PART.findall(number.lower())
    joined = ["".join(found[at:]) for at in range(len(found))]
    return tuple([text for text in joined if len(text) >= SHORTEST_CODE])


def parts() -> TextAnalyzer:
    """All runs of four characters."""
    builder = TextAnalyzerBuilder(Tokenizer.ngram(GRAM, GRAM)).filter(Filter.lowercase())
    return builder.filter(Filter.ascii_fold()).build()


def _simple() -> TextAnalyzerBuilder:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST))
    return builder.filter(Filter.lowercase())


@cache
def _stop_words() -> dict[str, list[str]]:
    path = Path(__file__).with_name("stop_words.toml")
    lists = toml_table(path)
    return {language: words.split() for language, words in lists.items()}


@cache
def numbers(language: str) -> dict[str, str]:
    """The small numbers of `language` by their words and back: zwei is 2, and 2 is zwei."""
    path = Path(__file__).with_name("number_words.toml")
    lists = toml_table(path)
    pairs = [(word, str(value)) for value, word in enumerate(lists.get(language, "").split(), 1)]
    return {**dict(pairs), **{value: word for word, value in pairs}}
