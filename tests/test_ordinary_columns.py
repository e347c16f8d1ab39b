"""Columns of tables that people keep by hand, in any language: prices by size, time or person with
words among the amounts, states of stock in words, what is the staff's, prices per kilogram or
piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.records import Availability, Business
from tests.shelf import Shelf


def shelf(path: Path, language: str, *rows: str) -> Shelf:
    text = "\n".join(rows) + "\n"
    business = Business("Haus", currency="EUR", languages=(language,))
    return Shelf(path / f"a.{language}.csv", text, business)


def sums(shelf: Shelf) -> dict[str, dict[str, str]]:
    return {
        p.text("de").title: {
            " ".join(o.value for o in v.options): f"{v.price.amount:.2f}" if v.price else ""
            for v in p.variants
        }
        for p in shelf.products
    }


SIZES = [
    ("fr", "Composition", ("Petit", "Moyen", "Grand"), "sur devis", "à partir de 90"),
    ("de", "Leistung", ("kurz", "mittel", "lang"), "auf Anfrage", "ab 99,00"),
    ("it", "Servizio", ("corto", "medio", "lungo"), "su richiesta", "da 45,00"),
    ("sv", "Behandling", ("kort", "mellan", "långt"), "enligt offert", "från 450"),
    ("fi", "Väline", ("2 h", "Päivä", "Viikonloppu"), "sis.", "alk. 120"),
    ("pl", "Usługa", ("krótkie", "średnie", "długie"), "do uzgodnienia", "od 120"),
    ("es", "Ramo", ("pequeño", "mediano", "grande"), "a consultar", "desde 60"),
    ("en", "Service", ("small", "medium", "large"), "on request", "from 45"),
]


@pytest.mark.parametrize(("language", "title", "columns", "asked", "least"), SIZES)
def test_words_and_dashes_among_the_sums_keep_columns_as_choices(
    tmp_path: Path, language: str, title: str, columns: Sequence[str], asked: str, least: str
) -> None:
    one, two, three = columns
    found = shelf(
        tmp_path,
        language,
        ";".join((title, *columns)),
        "Alfa;25,00;35,00;52,00",
        "Beta;28,00;-;" + least,
        f"Gamma;{asked};{asked};{asked}",
        "Delta;31,00;38,00 €;60,00",
        f"Epsilon;33,00;42,00;{asked}",
    )
    told = sums(found)
    assert told["Alfa"] == {one: "25.00", two: "35.00", three: "52.00"}
    assert told["Beta"] == {one: "28.00", three: ""}
    assert told["Delta"] == {one: "31.00", two: "38.00", three: "60.00"}
    assert told["Epsilon"] == {one: "33.00", two: "42.00", three: ""}
    assert not any(told["Gamma"].values())


PERSONS = [
    ("da", "Behandling", ("Normalpris", "Studerende og pensionister")),
    ("sv", "Biljett", ("Pris", "Barn 4–17 år", "Pensionär/student")),
    ("de", "Kurs", ("Preis", "Mitglieder", "Schüler und Studenten")),
    ("en", "Class", ("Price", "Members", "Students / seniors")),
    ("fr", "Atelier", ("Prix", "Adhérents", "Étudiants")),
    ("es", "Clase", ("Precio", "Socios", "Jubilados")),
    ("nl", "Les", ("Prijs", "Leden", "Kinderen (4-12)")),
    ("cs", "Lekce", ("Cena", "Studenti", "Senioři")),
    ("hu", "Óra", ("Ár", "Diák", "Nyugdíjas")),
    ("fi", "Kurssi", ("Hinta", "Opiskelijat", "Eläkeläiset")),
]


@pytest.mark.parametrize(("language", "title", "columns"), PERSONS)
def test_who_pays_is_a_choice(
    tmp_path: Path, language: str, title: str, columns: Sequence[str]
) -> None:
    rest = ["14,00", "12,50"][: len(columns) - 1]
    found = shelf(
        tmp_path,
        language,
        ";".join((title, *columns)),
        ";".join(("Alfa Kormoran", "18,00", *rest)),
        ";".join(("Beta Zirkel", "27,00", *["-", "21,00"][: len(columns) - 1])),
    )
    told = sums(found)
    assert list(told["Alfa Kormoran"].values()) == ["18.00", *(r.replace(",", ".") for r in rest)]
    assert list(told["Alfa Kormoran"]) == list(columns) or language == "nl"
    assert len(told["Beta Zirkel"]) == len(columns) - 1


def test_a_number_of_persons_beside_a_price_is_none(tmp_path: Path) -> None:
    found = shelf(
        tmp_path, "en", "Room;Price;Adults;Children", "Alfa;120,00;2;1", "Beta;160,00;4;2"
    )
    assert sums(found) == {"Alfa": {"": "120.00"}, "Beta": {"": "160.00"}}


STATES = [
    ("es", "Producto;Precio;¿Hay hoy?", ("sí", "agotado", "no", "mañana")),
    ("sv", "Vara;Pris;Finns?", ("ja", "slut", "slut", "från maj")),
    ("da", "Navn;Pris;Lager", ("på lager", "udsolgt", "udsolgt", "kommer uge 18")),
    ("de", "Sorte;Preis;Verfügbar", ("ja", "ausverkauft", "nein", "nur Fr + Sa")),
    ("hu", "Tétel;Ár;Készlet", ("6", "elkelt", "elfogyott", "rendelésre, 4 hét")),
    ("en", "Item;Price;How many left", ("lots", "none", "0", "back in spring")),
    ("fr", "Article;Prix;Disponibilité", ("oui", "rupture", "épuisé", "sur commande")),
    ("pl", "Towar;Cena;Stan", ("1 szt", "brak", "0", "od 10 maja")),
    ("it", "Prodotto;Prezzo;Disponibile", ("sì", "esaurito", "no", "solo a Pasqua")),
    ("nl", "Artikel;Prijs;Voorraad", ("veel", "uitverkocht", "geen", "vanaf week 20")),
]


@pytest.mark.parametrize(("language", "header", "states"), STATES)
def test_states_of_stock_in_words(
    tmp_path: Path, language: str, header: str, states: Sequence[str]
) -> None:
    names = ("Alfa", "Beta", "Gamma", "Delta", "Omega")
    told = (*states, states[0])
    rows = [
        f"{n} Kormoran;{9 + i},50;{c}" for i, (n, c) in enumerate(zip(names, told, strict=True))
    ]
    found = shelf(tmp_path, language, header, *rows)
    there = [v.availability for p in found.products for v in p.variants]
    assert there[0] == there[4] == Availability.IN_STOCK
    assert there[1:3] == [Availability.OUT_OF_STOCK] * 2
    assert there[3] not in (Availability.IN_STOCK, Availability.LIMITED)
    kept = [a.value for p in found.products[3:4] for a in p.text(language).attributes]
    assert kept == [states[3]]


def test_places_left_are_counted(tmp_path: Path) -> None:
    found = shelf(tmp_path, "en", "Course;Price;How many left", "Clay;25;6 places", "Wool;30;0")
    assert [v.stock for p in found.products for v in p.variants] == [6, 0]


OWN = [
    ("fr", "Composition;Prix;Pour l'équipe"),
    ("de", "Leistung;Preis;Materialeinsatz"),
    ("da", "Behandling;Pris;Andel til behandler"),
    ("pl", "Towar;Cena sprz. brutto;Cena zak. netto"),
    ("en", "Treatment;Price;Therapist's share"),
    ("es", "Servicio;Precio;Solo personal"),
    ("it", "Servizio;Prezzo;Quota terapista"),
    ("sv", "Vara;Pris;Inköp (ej kund)"),
    ("nl", "Dienst;Prijs;Niet tonen"),
    ("fi", "Palvelu;Hinta;Terapeutin osuus"),
    ("cs", "Služba;Cena;Jen personál"),
]


@pytest.mark.parametrize(("language", "header"), OWN)
def test_what_is_the_staffs_is_told_to_nobody(tmp_path: Path, language: str, header: str) -> None:
    found = shelf(tmp_path, language, header, "Alfa;39,00;12,31", "Beta;45,00;11,47")
    assert [p.text(language).attributes for p in found.products] == [(), ()]
    assert list(sums(found).values()) == [{"": "39.00"}, {"": "45.00"}]


def test_where_goods_stand_beside_what_they_cost_is_the_shops(tmp_path: Path) -> None:
    head = "Navn;Pris;Lager;Indkøbspris;Placering"
    found = shelf(tmp_path, "da", head, "Alfa;39,00;3;12,10;bed 3", "Beta;45,00;0;11,00;ude")
    assert [p.text("da").attributes for p in found.products] == [(), ()]
    head = "Kursus;Pris;Placering"
    found = shelf(tmp_path, "da", head, "Alfa;39,00;Odense", "Beta;45,00;ude")
    assert [a.value for p in found.products for a in p.text("da").attributes] == ["Odense", "ude"]


EITHER = [
    ("de", "Sorte;Preis/kg;Preis/Stück"),
    ("en", "Cheese;Price per kg;Price each"),
    ("it", "Formaggio;Prezzo al kg;Prezzo al pezzo"),
    ("sv", "Vara;Pris/kg;Pris/st"),
    ("hu", "Tétel;Ár/kg;Ár/db"),
    ("es", "Queso;€/kg;€/unidad"),
]


@pytest.mark.parametrize(("language", "header"), EITHER)
def test_each_row_has_the_price_that_it_fills(tmp_path: Path, language: str, header: str) -> None:
    rows = ("Alfa;21,90;", "Beta;;5,20", "Gamma;24,50;-", "Delta;;3,90")
    found = shelf(tmp_path, language, header, *rows)
    want = {"Alfa": "21.90", "Beta": "5.20", "Gamma": "24.50", "Delta": "3.90"}
    assert sums(found) == {name: {"": told} for name, told in want.items()}
    measures = [
        v.unit_price.measure if v.unit_price else "" for p in found.products for v in p.variants
    ]
    assert ["kg" in measure for measure in measures] == [True, False, True, False]
    assert found.rejected == []


SMALL_HEADERS = [
    ("de", "Kurs;1 Tag;2 Tage;Anm.", "Privatunterricht;1 Stunde;halber Tag;"),
    ("sv", "Biljett;Vuxen;Barn 4–17 år;Anm.", "Hyra och övrigt;Dag;Vecka;Anm."),
    ("en", "Ticket;Adult;Child;Remarks", "Boat hire;1 hour;half day;"),
    ("fr", "Billet;Adulte;Enfant;Remarque client", "Location;1 heure;journée;"),
    ("cs", "Vstupné;Dospělý;Děti;Pozn.", "Půjčovna;1 hodina;den;"),
    ("nl", "Kaartje;Volwassene;Kind;Opm.", "Verhuur;uur;dag;"),
]


@pytest.mark.parametrize(("language", "first", "second"), SMALL_HEADERS)
def test_a_small_header_further_down_names_the_columns_anew(
    tmp_path: Path, language: str, first: str, second: str
) -> None:
    one = ["Alfa Kormoran;65,00;120,00;", "Beta Zirkel;92,00;172,00;", "Gamma Lupo;70,00;-;"]
    two = ["Delta Rigel;20,00;30,00;", "Epsilon Vega;45,00;80,00;"]
    found = shelf(tmp_path, language, first, *one, ";;;", second, *two)
    told = sums(found)
    names, anew = first.split(";"), second.split(";")
    assert told["Alfa Kormoran"] == {names[1]: "65.00", names[2]: "120.00"}
    assert told["Delta Rigel"] == {anew[1]: "20.00", anew[2]: "30.00"}
    assert list(told) == [
        "Alfa Kormoran",
        "Beta Zirkel",
        "Gamma Lupo",
        "Delta Rigel",
        "Epsilon Vega",
    ]
    kept = {p.text(language).title: p.text(language).category for p in found.products}
    assert kept["Epsilon Vega"] == (anew[0],)


def test_goods_after_an_empty_line_are_no_header(tmp_path: Path) -> None:
    rows = ["Alfa;12,00;rot", "Beta;14,00;blau", ";;", "Gamma;auf Anfrage;rot", "Delta;15,00;grün"]
    found = shelf(tmp_path, "de", "Artikel;Preis;Farbe", *rows)
    assert list(sums(found)) == ["Alfa", "Beta", "Gamma", "Delta"]


@pytest.mark.parametrize("heading", ["BÖGRÉK, CSÉSZÉK", "Ägg, mjölk och ost", "Soap > oils, wax"])
def test_a_heading_with_a_comma_is_one_group(tmp_path: Path, heading: str) -> None:
    rows = [f"{heading};;", "Alfa;rot;12,00", "Beta;blau;14,00", "Andere;;", "Gamma;grün;9,00"]
    found = shelf(tmp_path, "de", "Artikel;Farbe;Preis", *rows)
    told = {p.text("de").title: p.text("de").category for p in found.products}
    assert told == {"Alfa": (heading,), "Beta": (heading,), "Gamma": ("Andere",)}


COUNTED = [
    ("en", "Boat;Price;Guests", ("12,00", "6"), ("15,00", "8")),
    ("en", "Flat;Price;Adults", ("9", "2"), ("8", "3")),
    ("de", "Raum;Preis;Gruppe", ("25", "6"), ("20", "8")),
    ("fr", "Table;Prix;Enfants", ("14,50", "4"), ("16,00", "6")),
]


@pytest.mark.parametrize(("language", "header", "first", "second"), COUNTED)
def test_how_many_persons_there_may_be_is_no_price(
    tmp_path: Path, language: str, header: str, first: tuple[str, str], second: tuple[str, str]
) -> None:
    found = shelf(
        tmp_path, language, header, ";".join(("Alfa", *first)), f"Beta;{';'.join(second)}"
    )
    assert all(len(told) == 1 for told in sums(found).values()), sums(found)


NOTES = [
    ("de", "Kurs;Preis;Bemerkung", "nur in den Ferien", "EK 12,40"),
    ("en", "Class;Price;Remark", "grip socks required", "supplier is late"),
    ("fr", "Cours;Prix;Remarque", "apporter un tapis", "marge faible"),
    ("es", "Clase;Precio;Observaciones", "desde 16 años", "proveedor nuevo"),
    ("sv", "Kurs;Pris;Anmärkning", "från 16 år", "inköp 120"),
]


@pytest.mark.parametrize(("language", "header", "told", "own"), NOTES)
def test_plain_remarks_are_told_where_nothing_is_the_shops(
    tmp_path: Path, language: str, header: str, told: str, own: str
) -> None:
    def kept(header: str, *remarks: str) -> list[str]:
        more = ";9,10" if header.count(";") > 2 else ""
        rows = (f"{n};2{i},00;{r}{more}" for i, (n, r) in enumerate(zip("AB", remarks)))  # noqa: B905
        named = (row.replace("A;", "Alfa;", 1).replace("B;", "Beta;", 1) for row in rows)
        found = shelf(tmp_path, language, header, *named)
        return [a.value for p in found.products for a in p.text(language).attributes]

    assert kept(header, told, "") == [told]
    assert kept(header, told, own) == []
    assert kept(header, told, "Frau Adam 0170 1234567") == []
    if language in ("de", "fr"):  # what is called so is told nowhere else
        assert kept(f"{header};EK", told, "") == []


SOLD = [
    ("sv", "Kurs;Pris;Anm.", "fullbokad", "ingen"),
    ("de", "Kurs;Preis;Anmerkung", "ausgebucht", "keine"),
    ("en", "Class;Price;Remarks", "sold out", "none"),
    ("fi", "Kurssi;Hinta;Lisätiedot", "täynnä", "ei"),
    ("es", "Curso;Precio;Observaciones", "agotado", "no"),
    ("pl", "Kurs;Cena;Uwagi", "wyprzedane", "nie"),
]


@pytest.mark.parametrize(("language", "header", "gone", "other"), SOLD)
def test_a_remark_may_say_that_all_is_sold(
    tmp_path: Path, language: str, header: str, gone: str, other: str
) -> None:
    rows = (f"Alfa;120,00;{gone}", "Beta;130,00;", f"Gamma;90,00;{other}")
    found = shelf(tmp_path, language, header, *rows)
    there = [v.availability for p in found.products for v in p.variants]
    assert there == [Availability.OUT_OF_STOCK, Availability.UNKNOWN, Availability.UNKNOWN]


KINDS = [
    ("de", "Leistung;Preisart;Preis", "Festpreis", "pro Nagel", "pro kg"),
    ("en", "Service;Price type;Price", "fixed", "per nail", "per kg"),
    ("fr", "Service;Type de prix;Prix", "fixe", "par ongle", "par kg"),
    ("es", "Servicio;Tipo de precio;Precio", "fijo", "por uña", "por kg"),
    ("nl", "Dienst;Prijstype;Prijs", "vast", "per nagel", "per kg"),
    ("sv", "Tjänst;Pristyp;Pris", "fast", "per nagel", "per kg"),
]


@pytest.mark.parametrize(("language", "header", "fixed", "piece", "measure"), KINDS)
def test_a_column_beside_the_price_says_what_it_is_for(
    tmp_path: Path, language: str, header: str, fixed: str, piece: str, measure: str
) -> None:
    rows = (f"Alfa Kormoran;{fixed};29,00", f"Beta Zirkel;{piece};6,50", f"Gamma;{measure};12,00")
    found = shelf(tmp_path, language, header, *rows)
    assert list(sums(found).values()) == [{"": "29.00"}, {"": "6.50"}, {"": "12.00"}]
    told = [[a.value for a in p.text(language).attributes] for p in found.products]
    assert told == [[], [piece], []]
    units = [
        v.unit_price.measure if v.unit_price else "" for p in found.products for v in p.variants
    ]
    assert ["kg" in unit for unit in units] == [False, False, True]
    assert found.rejected == []


MEMBERS = [
    ("cs", "Položka", "Člen", "Nečlen", "zdarma"),
    ("en", "Hire", "Members", "Non-members", "free"),
    ("de", "Angebot", "Mitglieder", "Nichtmitglieder", "kostenlos"),
    ("fr", "Location", "Adhérents", "Non adhérents", "gratuit"),
    ("es", "Alquiler", "Socios", "No socios", "gratis"),
    ("nl", "Huur", "Leden", "Niet-leden", "gratis"),
    ("sv", "Hyra", "Medlem", "Icke medlem", "gratis"),
    ("fi", "Vuokra", "Jäsenet", "Ei-jäsenet", "ilmainen"),
    ("it", "Noleggio", "Soci", "Non soci", "gratis"),
    ("ru", "Услуга", "Члены", "Не члены", "бесплатно"),
]


@pytest.mark.parametrize(("language", "title", "member", "other", "free"), MEMBERS)
def test_members_and_those_who_are_none_pay_prices_of_their_own(
    tmp_path: Path, language: str, title: str, member: str, other: str, free: str
) -> None:
    found = shelf(
        tmp_path,
        language,
        f"{title};{member};{other};Info",
        "Alfa;180,-;260,-;",
        "Beta;2 800,-;;31. 3.",
        f"Gamma;{free};50,-;",
        "Delta;3 200,-;3 900,-;",
    )
    told = sums(found)
    assert told["Alfa"] == {member: "180.00", other: "260.00"}
    assert list(told["Beta"].values()) == ["2800.00"]
    assert told["Gamma"][other] == "50.00"
    assert told["Delta"] == {member: "3200.00", other: "3900.00"}


HAIR = [
    ("de", "Leistung", "Kurzhaar", "Langhaar"),
    ("fr", "Prestation", "Cheveux courts", "Cheveux longs"),
    ("es", "Servicio", "Pelo corto", "Pelo largo"),
    ("it", "Servizio", "Capelli corti", "Capelli lunghi"),
    ("en", "Service", "Short hair", "Long hair"),
    ("nl", "Behandeling", "Kort haar", "Lang haar"),
    ("sv", "Behandling", "Kort hår", "Långt hår"),
    ("fi", "Palvelu", "Lyhyet hiukset", "Pitkät hiukset"),
    ("pl", "Usługa", "Krótkie włosy", "Długie włosy"),
    ("cs", "Služba", "Krátké vlasy", "Dlouhé vlasy"),
    ("tr", "Hizmet", "Kısa saç", "Uzun saç"),
]


@pytest.mark.parametrize(("language", "title", "short", "long"), HAIR)
def test_the_length_of_hair_is_what_a_price_is_for(
    tmp_path: Path, language: str, title: str, short: str, long: str
) -> None:
    found = shelf(
        tmp_path,
        language,
        f"{title};Info;{short};{long}",
        "Alfa;45 min;38,00;48,00",
        "Beta;150 min;120,00;160,00",
        "Gamma;20 min;15,00;-",
    )
    assert sums(found) == {
        "Alfa": {short: "38.00", long: "48.00"},
        "Beta": {short: "120.00", long: "160.00"},
        "Gamma": {short: "15.00"},
    }


PASSES = [
    ("en", "Class", "Drop-in", "5-class pass", "Unlimited monthly"),
    ("de", "Kurs", "Einzeln", "10er-Karte", "Flatrate Monat"),
    ("fr", "Cours", "À l'unité", "Carte 10", "Illimité mois"),
    ("nl", "Les", "Losse les", "10-rittenkaart", "Onbeperkt maand"),
]


@pytest.mark.parametrize(("language", "title", "one", "ten", "month"), PASSES)
def test_a_single_visit_a_card_and_a_month_are_choices(
    tmp_path: Path, language: str, title: str, one: str, ten: str, month: str
) -> None:
    found = shelf(
        tmp_path,
        language,
        f"{title},Level,{one},{ten},{month}",
        "Alfa,All,18 €,80 €,129 €",
        "Beta,Beginner,15 €,65 €,129 €",
        "Gamma,All,20 €,90 €,129 €",
    )
    assert sums(found)["Alfa"] == {one: "18.00", ten: "80.00", month: "129.00"}
