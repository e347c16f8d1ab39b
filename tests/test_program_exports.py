"""What programs for a shop's stock write, with short names in the language of their makers: groups
by numbers that stand in a list above, what was bought for what and from whom, where it lies, and
whether it is taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import Held, read

Names = tuple[str, ...]
# Group in goods and in its list, number, name; price, cost, supplier; stock, place, taken out: the
# last with how it is said that it is, and that it is not.
PROGRAMS = [
    ("es", "FAM FAMILIA CODIGO DESC", "PVP COSTE PROV", "STOCK UBIC BAJA S N"),
    ("it", "CAT CATEGORIA COD DESCRIZIONE", "PREZZO COSTO FORN", "GIACENZA UBICAZ ANNULLATO S N"),
    ("fr", "FAM FAMILLE REF LIBELLE", "PRIX_TTC PA_HT FOURN", "STOCK EMPL SOMMEIL O N"),
    ("de", "WGR WARENGRUPPE ARTNR BEZEICHNUNG", "VK EK LIEF", "BESTAND LAGERPLATZ GESPERRT J N"),
    ("pt", "FAM FAMILIA CODIGO DESCRICAO", "PVP CUSTO FORN", "STOCK PRATELEIRA INATIVO S N"),
    (
        "nl",
        "GROEP GROEP ARTNR OMSCHRIJVING",
        "VERKOOPPRIJS INKOOP LEVERANCIER",
        "VOORRAAD SCHAP VERVALLEN J N",
    ),
    (
        "pl",
        "GRUPA GRUPA INDEKS NAZWA",
        "CENA_BRUTTO CENA_ZAKUPU DOSTAWCA",
        "STAN REGAL WYCOFANY T N",
    ),
    ("cs", "SKUP SKUPINA KOD NAZEV", "CENA NAKUPNI_CENA DODAVATEL", "SKLADEM REGAL VYRAZENO A N"),
    ("sv", "GRUPP VARUGRUPP ARTNR BENÄMNING", "PRIS INPRIS LEVERANTÖR", "LAGER HYLLA UTGÅTT J N"),
    ("fi", "RYHMA TUOTERYHMA KOODI NIMI", "HINTA OSTOHINTA TOIM", "VARASTO HYLLY POISTETTU K E"),
    (
        "ru",
        "ГРУП ГРУППА КОД НАИМЕНОВАНИЕ",
        "ЦЕНА СЕБЕСТОИМОСТЬ ПОСТАВЩИК",
        "ОСТАТОК ПОЛКА СНЯТ Да Нет",
    ),
]
EXPORTS = [
    (language, tuple(f"{named} {priced} {kept}".split()[:-2]), tuple(kept.split()[-2:]))
    for language, named, priced, kept in PROGRAMS
]
GOODS = [
    ("F-1007", "Adel 1.4", "010", "8,95", "3,27", "Zorro", "14", "E1-03", False),
    ("F-1020", "Brem", "010", "19,90", "8,36", "Zorro", "0", "E1-05", False),
    ("F-1044", "Cort alt", "020", "22,00", "11,53", "Zorro", "0", "", True),
    ("R-2101", "Demm", "020", "38,50", "19,64", "Vitus", "5", "E2-01", False),
]


def _export(names: Names, said: Names, shape: str) -> str:
    short, group, number, name, *rest = names
    told = [("010", "Xylen"), ("020", "Yuren")]
    if shape == "elements":
        lists = "".join(
            f"<{group}><{number}>{n}</{number}><{name}>{text}</{name}></{group}>"
            for n, text in told
        )
    else:
        lists = "".join(f'<{group} id="{n}" {name.lower()}="{text}"/>' for n, text in told)
    items = ""
    for code, title, family, *values, gone in GOODS:
        cells = [(number, code), (name, title), (short, family)]
        cells += list(zip(rest, [*values, said[0] if gone else said[1]], strict=True))
        items += "<ART>" + "".join(f"<{n}>{v}</{n}>" for n, v in cells) + "</ART>"
    return f"<EXPORT><LISTE>{lists}</LISTE><ARTS>{items}</ARTS></EXPORT>"


@pytest.mark.parametrize("shape", ["attributes", "elements"])
@pytest.mark.parametrize(("language", "names", "said"), EXPORTS, ids=[p[0] for p in EXPORTS])
def test_groups_are_named_and_what_is_the_shops_own_is_not_told(
    tmp_path: Path, language: str, names: Names, said: Names, shape: str
) -> None:
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + _export(names, said, shape)
    held = read(tmp_path, {"file": "a.xml", "languages": [language], "text": text})
    _holds(held)
    groups = {next(iter(p.texts.values())).category for p in held.products}
    assert groups == {("Xylen",), ("Yuren",)}


@pytest.mark.parametrize(("language", "names", "said"), EXPORTS, ids=[p[0] for p in EXPORTS])
def test_the_same_is_so_in_a_sheet(
    tmp_path: Path, language: str, names: Names, said: Names
) -> None:
    short, _, number, name, *rest = names
    lines = [";".join((number, name, short, *rest))]
    for *values, gone in GOODS:
        lines.append(";".join((*values, said[0] if gone else said[1])))
    text = "\n".join(lines) + "\n"
    _holds(read(tmp_path, {"file": "a.csv", "languages": [language], "text": text}))


def _holds(held: Held) -> None:
    assert held.goods == [
        "Adel 1.4 | 8.95 EUR | in",
        "Brem | 19.90 EUR | out",
        "Demm | 38.50 EUR | in",
    ]
    told = held.said + "\n".join(held.passages)
    assert [
        word for word in ("Zorro", "Vitus", "E1-03", "3.27", "3,27", "Cort") if word in told
    ] == []
