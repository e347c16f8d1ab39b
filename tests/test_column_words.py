"""What the single words of columns' names say, in any language: the shop's own business is told to
nobody, and the price is the customer's.
"""

from __future__ import annotations

import pytest

from catalog.sources.column_meanings import understood
from catalog.sources.column_words import KEPT_BACK, Says, says

# A name for what is sold, for what it cost the shop, for what customers pay, for whom it came from:
# in each language names that businesses use and no list of names has whole.
TABLES = {
    "en": ("Item", "Landed cost (GBP)", "Our shop price", "Main supplier"),
    "de": ("Artikel", "Einstandspreis netto", "VK-Preis Endkunde", "Stammlieferant"),
    "fr": ("Article", "Prix de revient HT", "PV TTC", "Fournisseur habituel"),
    "es": ("Artículo", "Precio coste neto", "Precio venta tienda", "Proveedor habitual"),
    "it": ("Articolo", "Costo d'acquisto", "Prezzo vendita negozio", "Fornitore abituale"),
    "nl": ("Artikel", "Inkoopprijs per stuk", "Verkoopprijs winkel", "Vaste leverancier"),
    "pt": ("Artigo", "Custo de aquisição", "Preço venda loja", "Fornecedor habitual"),
    "sv": ("Artikel", "Inköpspris exkl. moms", "Försäljningspris butik", "Ordinarie leverantör"),
    "da": ("Vare", "Indkøbspris ekskl.", "Salgspris butik", "Fast leverandør"),
    "no": ("Vare", "Innkjøpspris eks.", "Utsalgspris butikk", "Fast leverandør"),
    "fi": ("Tuote", "Ostohinta netto", "Myyntihinta kauppa", "Vakiotoimittaja, toimittajan nimi"),
    "pl": ("Towar", "Koszt zakupu netto", "Cena sprzedaży sklep", "Główny dostawca"),
    "cs": ("Zboží", "Pořizovací cena bez", "Prodejní cena krám", "Hlavní dodavatel"),
    "hu": ("Termék", "Beszerzési ár darab", "Eladási ár bolt", "Fő beszállító"),
    "ro": ("Produs", "Preț achiziție lot", "Preț vânzare magazin", "Furnizor principal"),
    "hr": ("Proizvod", "Nabavna cijena neto", "Prodajna cijena dućan", "Glavni dobavljač"),
    "el": ("Προϊόν", "Τιμή αγοράς τεμ.", "Τιμή λιανικής κατάστημα", "Βασικός προμηθευτής"),
    "ru": ("Товар", "Закупочная цена шт", "Розничная цена магазин", "Основной поставщик"),
    "uk": ("Товар", "Ціна закупівлі шт", "Роздрібна ціна крамниця", "Основний постачальник"),
    "tr": ("Ürün", "Alış maliyeti adet", "Perakende satış mağaza", "Ana tedarikçi"),
}
ROWS = [
    ["Kestrel", "4,17", "9,90", "Brindle & Co"],
    ["Harrier", "8,23", "19,50", "Brindle & Co"],
    ["Merlin", "2,61", "6,75", "Tarn Ltd"],
]


@pytest.mark.parametrize("language", TABLES)
@pytest.mark.parametrize("turned", [False, True])
def test_price_is_what_customers_pay(language: str, turned: bool) -> None:
    order = (0, 2, 3, 1) if turned else (0, 1, 2, 3)
    header = [TABLES[language][n] for n in order]
    sample = [[row[n] for n in order] for row in ROWS]
    columns = understood("f", header, sample, language, {})
    told = {columns.header[place] for _, _, place, _ in columns.properties}
    assert header[columns.fields["price"]] == TABLES[language][2]
    assert header[columns.fields["title"]] == TABLES[language][0]
    assert told.isdisjoint({TABLES[language][1], TABLES[language][3]})


@pytest.mark.parametrize(
    "name",
    ["Shelf life", "Trail location", "Regalhöhe", "Price per night", "Alter", "Magasin", "Warm"],
)
def test_words_for_customers_are_not_held_back(name: str) -> None:
    assert not says(name) & KEPT_BACK


def test_paths_say_what_their_words_do() -> None:
    assert Says.COST in says("preise.einkauf.amount")
    assert says("preise.verkauf.amount") >= {Says.PRICE, Says.SELL}
    assert Says.FORMER in says("preise.vorher.amount")


@pytest.mark.parametrize(("other", "is_kept"), [("VP inkl. MWST", True), ("Gesamtpreis", False)])
def test_abbreviation_is_a_cost_beside_what_customers_pay(other: str, is_kept: bool) -> None:
    sample = [["Uhr", "7,10", "12,90"], ["Band", "2,20", "5,90"]]
    columns = understood("f", ["Artikel", "EP", other], sample, "de", {})
    assert (columns.meanings["EP"] == "ignore") is is_kept


@pytest.mark.parametrize(
    ("item", "pay", "price", "note"),
    [
        ("Course", "Tutor rate", "Price", "Staff note"),
        ("Kurs", "Dozentensatz", "Preis", "Notiz Team"),
        ("Cours", "Tarif intervenant", "Prix", "Notes équipe"),
        ("Curso", "Tarifa profesor", "Precio", "Nota privada"),
        ("Corso", "Tariffa docente", "Prezzo", "Note staff"),
        ("Kurs", "Stawka lektora", "Cena za semestr", "Uwagi wewn."),
        ("Kurs", "Sazba lektora", "Cena", "Interní pozn."),
        ("Kurs", "Eğitmen ücreti", "Fiyat", "İç Not"),
    ],
)
def test_pay_and_notes_of_the_staff_are_held_back(
    item: str, pay: str, price: str, note: str
) -> None:
    header = [item, pay, price, note]
    notes = ("ask Bea first", "", "not to firms")
    sample = [[*row[:3], note] for row, note in zip(ROWS, notes, strict=True)]
    columns = understood("f", header, sample, "en", {})
    told = {columns.header[place] for _, _, place, _ in columns.properties}
    assert header[columns.fields["price"]] == price
    assert told.isdisjoint({pay, note})
    assert not {pay, note} & {header[place] for place in columns.fields.values()}
