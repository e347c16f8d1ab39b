"""How texts become the index's terms: its fields, and an analyzer for each language.

An item's words in a language go into that language's own fields, where they are stemmed as that
language is. Beside them stand fields of no language: names as they are written, codes untouched,
and parts of words, by which "Schlafsack" finds "Winterschlafsack".
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tantivy import Filter, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

FIELDS_VERSION = 2
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
OTHER = "xx"
"""The field of every language without a stemmer."""

LONGEST = 40
"""Characters of a term. What is longer is no word, and is left out."""

GRAM = 4


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
    def option(self) -> str:
        return f"{self.kind}_option"

    @property
    def code(self) -> str:
        return f"{self.kind}_code"

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
        builder.add_text_field(fields.code, tokenizer_name="codes", index_option="basic")
        builder.add_text_field(fields.parts, tokenizer_name="parts", index_option="basic")
    return builder.build()


def analyzers() -> dict[str, TextAnalyzer]:
    """All analyzers by the name that `schema` gives them."""
    built = {f"words_{language}": words(language) for language in (*STEMMED, OTHER)}
    return {**built, "names": names(), "codes": codes(), "parts": parts()}


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
    if language in STEMMED:
        builder = builder.filter(Filter.stopword(STEMMED[language]))
    own = _stop_words().get(language)
    return (builder.filter(Filter.custom_stopword(own)) if own else builder).build()


def codes() -> TextAnalyzer:
    """An article number as a whole, in small letters."""
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.lowercase()).build()


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
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return {language: words.split() for language, words in lists.items()}
