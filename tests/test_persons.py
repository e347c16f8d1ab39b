"""Who gives a course, paints a wall or plays first: columns that hold people, whatever they are
called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of

SHOPS = {
    "en": "course,day,{},price\nYoga basics,Monday,Ilka,12\nYoga flow,Tuesday,Tessa,14\n"
    "Pilates,Friday,Dr Maud Venn,13\nDrawing,Sunday,Inès & Théo,9\n",
    "de": "Kurs,Tag,{},Preis\nYoga Basis,Montag,Ilka,12\nYoga Flow,Dienstag,Tessa,14\n"
    "Pilates,Freitag,Dr. Maud Venn,13\nZeichnen,Sonntag,Inès & Théo,9\n",
    "fr": "cours,jour,{},prix\nYoga doux,lundi,Ilka,12\nYoga vif,mardi,Tessa,14\n"
    "Pilates,vendredi,Maud Venn,13\nDessin,dimanche,Inès & Théo,9\n",
}
QUESTIONS = {
    "en": ("who does pilates?", "who's teaching pilates", "pilates, who is that with?"),
    "de": ("wer gibt pilates?", "bei wem ist pilates", "wer unterrichtet das pilates?"),
    "fr": ("qui donne pilates ?", "c'est avec qui, pilates ?", "qui enseigne pilates"),
}
COLUMNS = ("With", "Room 2", "Cx", "Gtz")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("language", SHOPS)
def test_who_is_told_of_a_column_of_people(tmp_path: Path, language: str, column: str) -> None:
    with shop_of(tmp_path, {"goods.csv": SHOPS[language].format(column)}, language) as shop:
        for question in QUESTIONS[language]:
            told = shop.had(question)[-1].text
            holds(told, ["Maud Venn"], ["Tessa"])


def test_a_column_of_other_names_holds_no_people(tmp_path: Path) -> None:
    goods = "name,finish,price\nTile Una,Rose,12\nTile Duo,Matt,14\nTile Tre,Gloss,13\n"
    with shop_of(tmp_path, {"goods.csv": goods}, "en") as shop:
        assert shop.shelf.columns.people == ()


def test_two_questions_of_who_and_how_many(tmp_path: Path) -> None:
    goods = (
        "course,With,places left,price\nYoga basics,Ilka,3,12\nPilates,Maud,8,13\nDance,Théo,2,9\n"
    )
    with shop_of(tmp_path, {"goods.csv": goods}, "en") as shop:
        for question in ("who does it, how many places left?", "how many places left, and who?"):
            told = shop.had("what is pilates?", question)[-1].text
            assert all(part in told for part in ("Maud", "8")), (question, told)
