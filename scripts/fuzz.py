"""Feed the readers of XML and tables with what a coverage-guided fuzzer makes, to find what breaks.

    pip install atheris            # for this alone; Python 3.11 and Linux have it ready-made
    python scripts/fuzz.py xml  CORPUS_FOLDER -max_total_time=600
    python scripts/fuzz.py csv  CORPUS_FOLDER -max_total_time=600

What follows the folder are libFuzzer's options. A reader may refuse a source (SourceError) and may
reject rows; anything else that it raises is a finding: it is printed with its trace, and the input
stands beside it as crash-<hash>. A single input is tried again with `-runs=0 crash-<hash>`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["catalog.sources", "defusedxml", "xml.etree"]):
    from catalog.errors import SourceError
    from catalog.records import Business
    from catalog.sources import anytable, merchant, merchant_xml, shopify, woo
    from catalog.sources.opening import Opened, Source
    from catalog.sources.seam import Format, Item

READERS: dict[str, tuple[Format, ...]] = {
    "xml": (merchant_xml.FORMAT,),
    "csv": (merchant.GOOGLE, merchant.META, shopify.FORMAT, woo.FORMAT, anytable.FORMAT),
}
SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"))
SEEDS = {
    "xml": (
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Cup'
        "</title><g:price>9.90 EUR</g:price><g:sale_price>8 EUR</g:sale_price><g:color>red"
        "</g:color><g:shipping><g:country>DE</g:country><g:price>4 EUR</g:price></g:shipping>"
        "</item></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id></entry></feed>',
    ),
    "csv": (
        "id\ttitle\tprice\tlink\timage_link\tavailability\titem_group_id\tsale_price\t"
        "sale_price_effective_date\n1\tCup\t9.90 EUR\tx\ty\tin_stock\tg\t8 EUR\t2026-01-01/\n",
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status\na,T,S,1,s,9,\n",
        "ID,Type,SKU,Name,Published,Regular price\n1,simple,s,T,1,9\n2,variation,t,,,\n",
        'Bezeichnung;Preis;Größe\n"Tasse ""rot""";1.299,00 €;42\n',
        "name|price\nCup|$9\n",
    ),
}


def main() -> None:
    kind, folder, *options = sys.argv[1:]
    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (seed, encoding) in enumerate(
        (text, name) for text in SEEDS[kind] for name in ("utf-8", "utf-16", "cp1252")
    ):
        (corpus / f"seed-{number}").write_bytes(b"\0" + seed.encode(encoding))
    path = Path(tempfile.mkdtemp()) / "source"

    def read(data: bytes) -> None:
        formats = READERS[kind]
        path.write_bytes(data[1:])
        _read_all(path, formats[data[0] % len(formats) if data else 0])

    atheris.Setup([sys.argv[0], str(corpus), *options], read)
    atheris.Fuzz()


def _read_all(path: Path, known: Format) -> None:
    try:
        with Opened(Source("k", "source", path, "de")) as opened:
            known.recognizes(path, opened.sample)
            for found in known.read(opened, SHOP):
                if isinstance(found, Item):
                    found.make()
    except SourceError:
        return


if __name__ == "__main__":
    main()
