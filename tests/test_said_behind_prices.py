"""What a line of a list says behind its price, or in the place of one: what is wrong with a piece
that costs less, what a price is a matter of. What is said in a sentence is none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import read

BEHIND = [
    ("fr", "€", "petit défaut d'émail", "prix selon dessin"),
    ("de", "€", "kleiner Fehler in der Glasur", "Preis je nach Motiv"),
    ("en", "€", "slight seconds", "price depends on design"),
    ("es", "€", "con una pequeña falla", "precio según tamaño"),
    ("it", "€", "piccolo difetto nello smalto", "prezzo secondo disegno"),
    ("pt", "€", "com um pequeno defeito", "preço conforme o desenho"),
    ("nl", "€", "klein foutje in het glazuur", "prijs afhankelijk van ontwerp"),
    ("sv", "kr", "liten skada i glasyren", "pris efter storlek"),
    ("da", "kr.", "lille fejl i glasuren", "pris afhængig af størrelse"),
    ("fi", "€", "pieni virhe lasitteessa", "hinta koon mukaan"),
    ("pl", "zł", "mała wada szkliwa", "cena zależna od wzoru"),
    ("cs", "Kč", "drobná vada glazury", "cena dle velikosti"),
    ("hu", "Ft", "apró mázhiba", "ár méret szerint"),
    ("ro", "lei", "mic defect la smalț", "preț în funcție de mărime"),
    ("ru", "₽", "небольшой дефект глазури", "цена зависит от размера"),
    ("uk", "грн", "невеликий дефект поливи", "ціна залежить від розміру"),
    ("bg", "€", "малък дефект на глазурата", "цена според размера"),
    ("el", "€", "μικρό ελάττωμα", "τιμή ανάλογα με το μέγεθος"),
    ("tr", "TL", "küçük sır hatası", "fiyat boyuta göre değişir"),
]
CODES = {"€": "EUR", "kr": "SEK", "kr.": "DKK", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON"}
CODES |= {"₽": "RUB", "грн": "UAH", "TL": "TRY"}


@pytest.mark.parametrize("file", ["a.html", "a.md", "a.txt"])
@pytest.mark.parametrize(("language", "sign", "fault", "matter"), BEHIND)
def test_what_is_said_behind_a_price_is_told_and_a_price_in_words_is_none(
    tmp_path: Path, language: str, sign: str, fault: str, matter: str, file: str
) -> None:
    home = CODES[sign]
    was = {"a.html": f"<del>78 {sign}</del> 62 {sign}"}.get(file, f"~~78 {sign}~~ 62 {sign}")
    lines = [
        f"Adel – 24 {sign}",
        f"Brem – {was}, {fault}",
        f"Cort – 45 {sign}; {fault}",
        f"Demm – {matter}",
        f"Elis: {matter}",
    ]
    if file == "a.html":
        entries = "".join(f"<li>{line}</li>" for line in lines)
        text = f"<html><body><h1>Haus</h1><h2>Xaver</h2><ul>{entries}</ul></body></html>"
    else:
        mark = "- " if file == "a.md" else ""
        text = "# Haus\n\n## Xaver\n\n" + "\n".join(mark + line for line in lines) + "\n"
    held = read(tmp_path, {"file": file, "languages": [language], "currency": home, "text": text})
    assert held.goods == [
        f"Adel | 24.00 {home}",
        f"Brem | 62.00 {home} | was 78.00",
        f"Cort | 45.00 {home}",
        f'Demm | "{matter}"',
        f'Elis | "{matter}"',
    ]
    assert held.said.count(fault) >= 2


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Der Eintritt beträgt 5 €, Kinder frei"),
        ("de", "Wir liefern ab 30 €, sonst nicht"),
        ("en", "The deposit for it is €5, paid at the till"),
        ("fr", "L'entrée coûte 5 €, gratuit pour les enfants"),
    ],
)
def test_a_sentence_with_a_comma_offers_nothing(
    tmp_path: Path, language: str, sentence: str
) -> None:
    text = f"# Haus\n\n- Adel – 24 €\n- Brem – 30 €\n- Cort – 45 €\n\n{sentence}.\n"
    held = read(tmp_path, {"file": "a.md", "languages": [language], "text": text})
    assert held.goods == ["Adel | 24.00 EUR", "Brem | 30.00 EUR", "Cort | 45.00 EUR"]
