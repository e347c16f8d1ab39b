"""What goes with what, what comes with something and is in it, which of several a number tells, and
what is not wanted; over goods that exist nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of

PARTS = """Part,Fits,Does not fit,Price,Note
Blade Quend 46 cm,"Kerb 46, Kerb 46 S",,24.90,
Mulching blade Quend,Kerb 46 S,,29.90,only the S has room for it
Belt Trask 2180,"Wies 92, Wies 92 Plus",,38.50,
Belt Trask 2240,Wies 92 Plus,,41.00,
Tyre Orl 20x8,"Wies 92 (rear), Wies 102",,69.00,
Box Brelt,"Kerb 46, Wies 92",Wies 102,9.00,
Rack Brelt,,,19.00,for all but the Wies 102
"""
MODELS = """Mower,Motor
Kerb 46,T 150
Kerb 46 S,T 190
Wies 92,T 420
Wies 92 Plus,T 420
Wies 102,T 550
"""
TEILE = """Teil;passend für;Preis
Rasenmähermesser Quend;W 46, W 46 S;24,90
Mulchmesser Quend;W 46 S;29,90
Keilriemen Trask;R 92;38,50
"""
MODELLE = "Modell;Hersteller\nW 46;Zorvel\nW 46 S;Zorvel\nR 92;Mipla\n"
FISH = """common name,goes with,do not keep with,each
Zorvel tetra,"small tetras, Mipla cory",Quend angel,2.20
Mipla cory,all peaceful fish,,3.50
Quend angel,Mipla cory,"Zorvel tetra, Orl barb",9.50
Orl barb,"tetras, Mipla cory",Quend angel,2.80
"""
BEDS = """Item,Type,Size,Price,Note
Bed Zorvel,Bed,90x200,199.00,without slatted base
Bed Mipla,Bed,90x200,299.00,comes with a slatted base
Base Quend,Slatted base,90x200,59.00,
"""
SERVICES = """job,price,what's included,turnaround
Bronze Zorvel,45.00,gears and brakes adjusted,same day
Silver Zorvel,85.00,everything in Bronze; wheels trued,2 days
"""
SETS = "Name,Price,Starters,Mains\nSet Quend,19.50,Mipla rolls,Zorvel curry\n"
ANCHORS = """Item,Dept,Material,Price
Anchor Zorvel 10 kg,Anchors,galvanised steel,139.00
Anchor Zorvel 10 kg S,Anchors,stainless 316,395.00
Anchor Mipla,Anchors,aluminium,88.00
"""
SCENTS = """name,size,price
Nuit Zorvel,30 ml,48.00
Nuit Zorvel,50 ml,72.00
Nuit Zorvel,100 ml,108.00
Tank Mipla 54,,35.00
Filter Quend 60,,16.50
"""
LAPTOPS = """title,ram_gb,ram_max_gb,storage,weight_kg,price
Zorvel 13,8,8,256 GB,1.2,289
Mipla 11,4,16,128 GB,1.1,99
Quend 14,16,32,512 GB,1.5,249
Trask 17,32,64,1 TB,2.9,749
"""
REPAIRS = "job,price\nRAM upgrade plus 16 GB,89\nRAM upgrade plus 8 GB,45\nLaptop clean,30\n"

FITS = {"parts.csv": PARTS, "models.csv": MODELS}


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["blade for the kerb 46"], ["Blade Quend 46 cm", "24.90"], ["Mulching", "Belt", "No"]),
        (["how much is a belt for the wies 92"], ["38.50"], ["2240", "41.00"]),
        (["belt for wies 92 plus"], ["2180", "2240"], ["Blade"]),
        (["tyre rear for a wies 92"], ["Tyre Orl", "69.00"], ["Belt"]),
        (["does the mulching blade fit the kerb 46"], ["No: Mulching", "Kerb 46 S"], ["Yes"]),
        (["does the mulching blade fit the kerb 46 s"], ["Yes: Mulching"], ["No"]),
        (["kerb 46 price", "does the mulching blade fit too"], ["No: Mulching"], ["Yes"]),
        (["does the box brelt fit the wies 102"], ["No: Box Brelt", "Does not fit"], ["Yes"]),
        (
            ["does the rack brelt fit the wies 102"],
            ["all but the Wies 102"],
            ["Yes", "No:"],
        ),
    ],
)
def test_what_fits_what_is_named(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, FITS) as shop:
        holds(shop.had(*talk)[-1].text, says, never)


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["was kostet das messer für den zorvel w 46"], ["Rasenmähermesser"], ["Mulch", "Nein"]),
        (["passt das mulchmesser auf den w 46"], ["W 46"], ["Ja", "29,90"]),
        (["riemen für r 92"], ["Keilriemen Trask", "38,50"], ["messer"]),
    ],
)
def test_it_fits_in_german_too(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"teile.csv": TEILE, "modelle.csv": MODELLE}, "de") as shop:
        holds(shop.had(*talk)[-1].text, says, never)


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("are zorvel tetras ok with a quend angel", ["No:"], ["Yes"]),
        ("does the mipla cory go with the quend angel", ["Yes:"], ["No"]),
        ("could i get some tetras", ["Zorvel tetra"], ["Orl barb"]),
    ],
)
def test_what_is_kept_with_what(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"livestock.csv": FISH}) as shop:
        holds(shop.asked(asked).text, says, never)


@pytest.mark.parametrize("asks", ["is a slatted base included?", "slatted base included?"])
def test_what_comes_with_it_is_asked_of_it(tmp_path: Path, asks: str) -> None:
    with shop_of(tmp_path, {"beds.csv": BEDS}) as shop:
        holds(shop.had("bed zorvel", asks)[-1].text, ["without slatted base"], ["Quend", "59"])
        holds(shop.had("bed mipla", asks)[-1].text, ["with a slatted base"], ["Quend", "59"])


def test_what_one_gets_is_told(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"services.csv": SERVICES, "sets.csv": SETS}) as shop:
        holds(shop.asked("whats in the silver zorvel").text, ["wheels trued"], ["2 days"])
        holds(shop.had("silver zorvel", "what's in it")[-1].text, ["wheels trued"], [])
        holds(shop.had("set quend", "what do i get in it")[-1].text, ["Mipla rolls"], ["nothing"])


@pytest.mark.parametrize("denied", ["not stainless", "but not stainless", "no stainless please"])
def test_what_is_not_wanted_is_not_shown(tmp_path: Path, denied: str) -> None:
    with shop_of(tmp_path, {"list.csv": ANCHORS}) as shop:
        holds(shop.asked(f"which anchors have you got, {denied}").text, ["139.00"], ["395.00"])


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("a bottle of nuit zorvel 50 how much", ["72.00"], ["3,600", "50 ×"]),
        ("how much is a nuit zorvel 100", ["108.00"], ["10,800"]),
        ("3 nuit zorvel 100 ml how much", ["324.00"], []),
        ("50 nuit zorvel 30 ml how much", ["2,400.00"], []),
        ("54 tank and filter quend 60 together", ["51.50"], ["1,890"]),
    ],
)
def test_a_size_counts_nothing(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"list.csv": SCENTS}) as shop:
        holds(shop.asked(asked).text, says, never)


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("cheapest laptop with 16gb ram", ["Quend 14"], ["upgrade", "nothing"]),
        ("laptops under 1.6 kilos and at least 8gb ram", ["Zorvel 13", "Quend 14"], ["Mipla"]),
        ("what does the ram upgrade plus 16 gb cost", ["89"], ["Quend"]),
    ],
)
def test_an_amount_of_a_field_is_held_to_that_field(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"laptops.csv": LAPTOPS, "repairs.csv": REPAIRS}) as shop:
        holds(shop.asked(asked).text, says, never)


def test_a_sort_denies_whom_it_is_asked_of(tmp_path: Path) -> None:
    linen = BEDS + "Mattress Orl,Foam,90x200,319.00,washable at 60 °C\nSet Trask,Bed linen,,20,\n"
    with shop_of(tmp_path, {"beds.csv": linen}) as shop:
        told = shop.had("mattress orl", "can the linen be washed")[-1].text
        holds(told, [], ["No:", "Foam"])


def test_what_is_reduced_is_said_in_words(tmp_path: Path) -> None:
    goods = "name,category,price,was\nZorvel pram,prams,1149,1299\nQuend cot,cots,99,\n"
    with shop_of(tmp_path, {"list.csv": goods}) as shop:
        holds(shop.asked("is the zorvel pram on sale").text, ["Yes: Zorvel pram, on sale"], [])
        holds(shop.asked("is the quend cot reduced").text, ["“reduced”"], ["Yes", "No:"])
