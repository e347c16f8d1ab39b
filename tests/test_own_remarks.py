"""What is written down beside goods for those who work there is told to nobody; what is written for
customers stays told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.records import Availability, Business
from tests.shelf import Shelf


def told(path: Path, language: str, header: str, *remarks: str, more: str = "") -> list[str]:
    """What is told of goods beside their prices: a row each, of a table with a last column of
    `remarks`."""
    rows = [f"Alfa{n};2{n},00;{more}{remark}" for n, remark in enumerate((*remarks, ""))]
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(path / f"a.{language}.csv", "\n".join((header, *rows)) + "\n", business)
    assert len(shelf.products) == len(rows)
    return [a.value for p in shelf.products for a in p.text(language).attributes]


WITH_COSTS = [
    ("pt", "Serviço;Preço;Custo peça;Obs", ("só com o Tiago", "pagar antes")),
    ("hu", "Tétel;Ár;Nettó besz. ár;Megjegyzés", ("Nagynénak félre", "Pisti végzi")),
    ("sv", "Vara;Pris;Inköpspris;Anteckning", ("visningsex har repa", "provision 10 kr")),
    ("ro", "Produs;Pret;Pret achizitie;Observatii", ("ultimul set", "doar vechi?? de întrebat")),
    ("fi", "Tuote;Hinta;Ostohinta;Huomautus", ("vain tilauksesta, kysy Villeltä", "")),
    ("nl", "Artikel;Prijs;Inkoopprijs;Notitie", ("demo, niet melden tenzij gevraagd", "")),
    ("en", "Item;Price;Avg Cost;Buyer Notes", ("closeout, don't reorder", "consignment 60/40")),
    ("de", "Artikel;VK;EK;Anmerkung", ("liegt bei Frau Maier", "Ladenhüter")),
    ("fr", "Article;Prix;Prix d'achat;Remarques", ("voir avec Luc", "commander avant mai")),
    ("es", "Artículo;Precio;Coste;Observaciones", ("apartado para Marisa", "")),
    ("it", "Articolo;Prezzo;Costo;Note", ("chiedere a Gino", "")),
    ("pl", "Towar;Cena;Cena zakupu;Uwagi", ("zapytać Kasię", "w komis")),
    ("cs", "Zboží;Cena;Nákupní cena;Pozn.", ("objednat u Nováka", "")),
    ("da", "Vare;Pris;Indkøbspris;Bemærkning", ("spørg Mette", "")),
    ("ru", "Товар;Цена;Закупочная цена;Примечание", ("спросить Олю", "")),
]


@pytest.mark.parametrize(("language", "header", "remarks"), WITH_COSTS)
def test_remarks_beside_costs_that_speak_to_colleagues_are_told_to_nobody(
    tmp_path: Path, language: str, header: str, remarks: Sequence[str]
) -> None:
    assert told(tmp_path, language, header, *remarks, more="9,31;") == []


FOR_CUSTOMERS = [
    ("pt", "Serviço;Preço;Custo;Observações", ("sem anestesia", "até 15 km", "inclui exame")),
    ("de", "Leistung;Preis;EK;Anmerkung", ("inkl. Anfahrt", "ab 3 Personen", "bitte mitbringen")),
    ("en", "Service;Price;Cost;Remarks", ("includes fitting", "by appointment", "per person")),
    ("fr", "Service;Prix;Coût;Remarques", ("pose comprise", "sur rendez-vous", "à partir de 3")),
    ("pl", "Usługa;Cena;Koszt;Uwagi", ("dojazd w cenie", "po umówieniu", "od 3 osób")),
]


@pytest.mark.parametrize(("language", "header", "remarks"), FOR_CUSTOMERS)
def test_remarks_beside_costs_that_say_what_customers_get_are_told(
    tmp_path: Path, language: str, header: str, remarks: Sequence[str]
) -> None:
    assert told(tmp_path, language, header, *remarks, more="9,31;") == list(remarks)


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("pl", "Nazwa;Cena;Uwagi kuchnia"),
        ("de", "Gericht;Preis;Hinweis Küche"),
        ("en", "ToyName;Price;VolunteerNotes"),
        ("fr", "Plat;Prix;Note cuisine"),
        ("es", "Plato;Precio;Nota cocina"),
        ("it", "Piatto;Prezzo;Note cucina"),
        ("nl", "Gerecht;Prijs;Opmerking keuken"),
        ("sv", "Rätt;Pris;Anm. köket"),
        ("fi", "Annos;Hinta;Huomio keittiölle"),
        ("cs", "Jídlo;Cena;Pozn. kuchyně"),
        ("uk", "Страва;Ціна;Примітка кухня"),
        ("tr", "Yemek;Fiyat;Not mutfak"),
    ],
)
def test_remarks_for_those_who_work_there_are_told_to_nobody(
    tmp_path: Path, language: str, header: str
) -> None:
    assert told(tmp_path, language, header, "Adam 180 g", "wie immer") == []


@pytest.mark.parametrize(
    ("language", "header", "own"),
    [
        ("pt", "Serviço;Preço;Obs", "não vender fiado"),
        ("nl", "Artikel;Prijs;Notitie", "alleen personeel"),
        ("en", "Item;Price;Comments", "do not sell before May"),
        ("da", "Vare;Pris;Bemærkninger", "må ikke sælges"),
        ("hu", "Tétel;Ár;Megjegyzés", "Ilonának félretéve"),
        ("de", "Artikel;Preis;Anmerkungen", "Kommission"),
        ("fr", "Article;Prix;Remarque", "mis de côté"),
        ("it", "Articolo;Prezzo;Nota", "conto vendita"),
        ("en", "Item;Price;Comments", "Mrs Lee still owes us 20"),
        ("de", "Gerät;Preis;Anm.", "defekt, nicht rausgeben"),
        ("de", "Gerät;Preis;Anm.", "Herr Lang hat noch 20 € offen"),
        ("fr", "Outil;Prix;Remarques", "rappeler M. Petit"),
        ("es", "Equipo;Precio;Obs", "la Sra. López debe 20 €"),
        ("pl", "Sprzęt;Cena;Uwagi", "zadzwonić do Ewy"),
        ("nl", "Fiets;Prijs;Opm.", "ligt bij Jan"),
    ],
)
def test_one_remark_of_the_shops_own_business_keeps_all_unsaid(
    tmp_path: Path, language: str, header: str, own: str
) -> None:
    assert told(tmp_path, language, header, "Xyl Yol", own) == []


@pytest.mark.parametrize(
    ("language", "header", "remark"),
    [
        ("sv", "Kurs;Pris;Anm.", "reserverad för medlemmar"),
        ("es", "Clase;Precio;Obs", "sin alcohol"),
        ("cs", "Položka;Cena;Poznámka", "topení v ceně"),
        ("fi", "Väline;Hinta;Lisätiedot", "max 3 henkilöä"),
        ("en", "Class;Price;Comments", "only on Christmas Eve in Dover"),
        ("fi", "Juoma;Hinta;Huom.", "ei myydä alaikäisille"),
        ("es", "Clase;Precio;Obs", "debe traer una toalla"),
        ("de", "Kurs;Preis;Anm.", "mit Frau Kern"),
        ("fr", "Cours;Prix;Remarques", "avec Mme Roux, le mardi"),
        ("de", "Kabel;Preis;Anm.", "von 10 m Rolle"),
    ],
)
def test_what_customers_are_to_know_is_told(
    tmp_path: Path, language: str, header: str, remark: str
) -> None:
    assert told(tmp_path, language, header, remark) == [remark]


OWN = [
    ("en", "Sold to|Buyer|Owner|Counted by|Last counted|Reorder level|Stock value|Min stock"),
    ("de", "Verkauft an|Besitzer|Erfasst von|Letzte Inventur|Mindestbestand|Versicherungswert"),
    ("fr", "Vendu à|Client|Propriétaire|Saisi par|Dernier inventaire|Seuil d'alerte|Valeur stock"),
    ("es", "Vendido a|Cliente|Último inventario|Stock mínimo|Punto de pedido|Valor inventario"),
    ("it", "Venduto a|Cliente|Inserito da|Scorta minima|Valore magazzino"),
    ("nl", "Verkocht aan|Klant|Ingevoerd door|Laatste telling|Minimum voorraad"),
    ("sv", "Såld till|Kund|Inlämnare|Senast inventerad|Beställningspunkt|Lagervärde"),
    ("fi", "Myyty kenelle|Asiakas|Viimeksi inventoitu|Hälytysraja|Varaston arvo"),
    ("pl", "Sprzedane komu|Klient|Ostatnia inwentaryzacja|Stan minimalny|Wartość magazynowa"),
    ("cs", "Prodáno komu|Zákazník|Poslední inventura|Minimální zásoba|Hodnota zásob"),
    ("hu", "Vevő|Utolsó leltár|Minimum készlet|Készletérték"),
    ("ru", "Клиент|Инвентаризация|Минимальный остаток|Сумма остатка"),
]


@pytest.mark.parametrize(("language", "names"), OWN)
def test_what_a_shop_keeps_for_its_own_order_is_told_to_nobody(
    tmp_path: Path, language: str, names: str
) -> None:
    for name in names.split("|"):
        header = f"Nr;Name;Price;{name}"
        rows = ("A1;Kormoran;12,50;Maier 7", "A2;Zirkel;14,50;Huber 3", "A3;Lupo;9,00;Maier 9")
        business = Business("Haus", currency="EUR", languages=(language,))
        path = tmp_path / f"a.{language}.csv"
        shelf = Shelf(path, "\n".join((header, *rows)) + "\n", business)
        assert [p.text(language).attributes for p in shelf.products] == [()] * 3, name


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Instructor|Min. order|Order by|For clients"),
        ("de", "Kursleitung|Mindestbestellung|Bestellfrist|Mindestalter"),
        ("fr", "Animateur|Commande minimum|Public"),
        ("es", "Monitor|Pedido mínimo"),
        ("nl", "Docent|Minimum afname"),
        ("fi", "Ohjaaja|Minimitilaus"),
        ("pl", "Prowadzący|Minimalne zamówienie"),
        ("ru", "Минимальный заказ"),
    ],
)
def test_what_customers_choose_by_is_told(tmp_path: Path, language: str, names: str) -> None:
    for name in names.split("|"):
        rows = ("A1;Kormoran;12,50;Maier 7", "A2;Zirkel;14,50;Huber 3", "A3;Lupo;9,00;Maier 9")
        business = Business("Haus", currency="EUR", languages=(language,))
        text = "\n".join((f"Nr;Name;Price;{name}", *rows)) + "\n"
        shelf = Shelf(tmp_path / f"a.{language}.csv", text, business)
        assert all(p.text(language).attributes for p in shelf.products), name


WRITTEN = [
    ("en", "md", "Item|Price|Cost|Stock|Notes", "ask Tom before selling", "sold out"),
    (
        "de",
        "html",
        "Artikel|Preis|EK|Bestand|Hinweis",
        "für Frau Maier nachbestellen",
        "ausverkauft",
    ),
    ("fr", "md", "Article|Prix|Prix d'achat|Stock|Remarques", "voir avec Luc", "épuisé"),
    ("pl", "html", "Towar|Cena|Cena zakupu|Stan magazynowy|Uwagi", "zapytać Kasię", "brak"),
    ("sv", "md", "Vara|Pris|Inköpspris|Lager|Anteckning", "fråga Lena", "slut"),
]


@pytest.mark.parametrize(("language", "kind", "header", "own", "gone"), WRITTEN)
def test_a_table_of_a_page_or_text_tells_no_remarks_beside_costs(
    tmp_path: Path, language: str, kind: str, header: str, own: str, gone: str
) -> None:
    rows = [
        header.split("|"),
        ["Kormoran", "12,50 €", "4,10 €", "3", own],
        ["Zirkel", "14,50 €", "6,10 €", gone, ""],
        ["Lupo", "90,00 €", "41,00 €", "7", ""],
    ]
    if kind == "md":
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        text = "\n".join(("# Liste", "", lines[0], "|--" * 5 + "|", *lines[1:]))
    else:
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        text = f"<html><body><h1>Liste</h1><table>{body}</table></body></html>"
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / f"a.{language}.{kind}", text, business)
    states = [v.availability for p in shelf.products for v in p.variants]
    assert states == [Availability.IN_STOCK, Availability.OUT_OF_STOCK, Availability.IN_STOCK]
    told = [a.value for p in shelf.products for a in p.text(language).attributes]
    assert told == ["3", gone, "7"]
