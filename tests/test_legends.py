"""Keys to the letters and numbers of a column, as pages write them: over dishes that exist
nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.talks import opened

ROWS = {"Zorvel": "A, C", "Mipla": "A, H", "Tind": "H", "Vandre": "C", "Brask": "A"}
KEYS = [
    ("de", "A Gluten, C Ei, H Schalenfrüchte (Nüsse). Spuren sind nicht auszuschließen."),
    ("de", "Allergene: A Gluten; C Ei; H Nüsse"),
    ("de", "A = Gluten, C = Ei, H = Nüsse"),
    ("de", "A: Gluten\nC: Ei\nH: Nüsse"),
    ("en", "A gluten, C eggs, H nuts. We cannot rule out traces."),
    ("en", "(A) gluten, (C) eggs, (H) nuts"),
    ("fr", "A gluten, C œufs, H noix"),
    ("it", "A glutine, C uova, H noci"),
]
WITHOUT = {
    "de": "was habt ihr ohne nüsse?",
    "en": "what do you have without nuts?",
    "fr": "qu'avez-vous sans noix ?",
    "it": "cosa avete senza noci?",
}


@pytest.mark.parametrize(("language", "key"), KEYS)
def test_a_key_on_a_page_explains_the_letters_of_a_column(
    tmp_path: Path, language: str, key: str
) -> None:
    told = _asked(tmp_path, language, key)
    assert {title for title in ROWS if title in told} == {"Zorvel", "Vandre", "Brask"}, told


@pytest.mark.parametrize(
    "prose", ["H I think so, A dog may come, C you soon", "C nice, A fine, H good, all is well"]
)
def test_letters_in_prose_are_no_key(tmp_path: Path, prose: str) -> None:
    told = _asked(tmp_path, "en", prose)
    assert not any(title in told for title in ROWS), told


def _asked(folder: Path, language: str, page: str) -> str:
    base = folder / "shop"
    base.mkdir()
    (base / "tresen.toml").write_text(
        f'[business]\nname = "Haus"\nlanguages = ["{language}"]\ncurrency = "EUR"\n'
    )
    rows = "".join(f"{title};4,00;{codes}\n" for title, codes in ROWS.items())
    (base / f"menu.{language}.csv").write_text(f"Name;Price;Allergens\n{rows}")
    (base / f"page.{language}.md").write_text(f"# Haus\n\n## Allergens\n\n{page}\n")
    shop = opened("shop", folder / "state", among=folder)
    told = shop.asked(WITHOUT[language]).text
    shop.catalog.close()
    return told
