"""What the fuzzer of the readers begins with: small sources of each kind, with what is special in
each kind somewhere in them."""

from __future__ import annotations

SEEDS: dict[str, tuple[str, ...]] = {
    "platforms": (
        "7,Product,Cup,9.90,true,Unlimited,A-1,Size,S;M,<p>Nice</p>,,0,8.00,Yes\n"
        "7,Variant,,1.50,,,A-2,Size,M,,,3,,No\n",
        'a=b|c=d,"Colour:Red:0,Size:L:1",1/1/20,"sku=T-1,size=S|sku=T-2,size=M",simple,,1\n',
    ),
    "tables": (
        'Bezeichnung;Preis;Größe;Bestand\n"Tasse ""rot""";1.299,00 €;42;ausverkauft\n',
        "Preisliste 2026\n\nArt.-Nr.;Artikel;VK brutto;VK netto;UVP\n0815;Krug;9,90;8,32;12,00\n"
        "Gläser;;;;\n0816;Glas;ab 3,-;2,52;\nSumme;;13,90;;\n",
        "name|price\nCup|$9\n",
        "Товар,Цена,Наличие\nЧашка,1 200 руб.,есть\n",
        "Prodotto\tPrezzo\tTaglia\tGruppo\nMaglia\t12,50\tS\tg1\nMaglia\t13,50\tM\tg1\n",
        "name,id,parent,price S,price M,language,gtin,status\nCup,1,,2,3,de,4006381333931,draft\n",
    ),
    "markdown": (
        "# Speisekarte\n\n## Suppen\n\n- Tomatensuppe (A, G) ..... 4,90 €\n- Kürbis ab 5,-\n\n"
        "A = Gluten, G = Milch\n",
        "| Schnitt | kurz | lang |\n|---|---|---|\n| Waschen | 20 € | 25 € |\n| Färben |  | auf "
        "Anfrage |\n\nMo-Fr 9-18 Uhr\n",
        "# Rooms\n\nDouble room 89 € / 99 €\nCola 0,3 l 2,80 € / 0,5 l 3,90 €\n\n3. Pizza 26 cm "
        "8 | 32 cm 11\n\nPrices include VAT.\n",
        "## FAQ\n\n### Do you ship?\n\nYes, for 4.90 €.\n",
    ),
    "text": (
        "SPEISEKARTE\n\nSuppen\n\nTomatensuppe A,G .......... 4,90\nKürbis\n5,50 €\n\n"
        "A: Gluten  G: Milch\n\n12 Pizza Margherita  8,50 / 10,50\n2 für 5 €\n",
        "Haircut . . . . . $25\nColour from $60–$90 (90 min)\non request\n",
        "Montag 9-12 Uhr\nDienstag geschlossen\nÖlwechsel ab 89,- inkl. MwSt.\n",
    ),
    "pages": (
        "<html lang=de><body><h1>Preise</h1><table><tr><th>Leistung<th>Preis<tr><td rowspan=2>"
        "Schnitt<td>20 €<tr><td>25 €</table><ul><li>Waschen <b>5 €</b><li>Färben ab 40 €</ul>"
        "<p>Mo–Fr 9–18 Uhr</p></body></html>",
        "<h2>Menu</h2><dl><dt>Soup<dd>€4.50<dt>Salad<dd>€6</dl><div><span>Tea</span><span>2.50"
        "</span></div><details><summary>FAQ</summary>Yes</details><nav>x</nav>",
        "<div class=cookie-banner>We use cookies</div><main><table><tr><td colspan=3>Rooms<tr><td>"
        "Single<td>50<td>60</table></main>",
    ),
    "linked": (
        '<script type="application/ld+json">{"@graph":[{"@type":"ProductGroup","name":"Cup",'
        '"hasVariant":[{"@type":"Product","sku":"1","size":"S","offers":{"price":"9,90",'
        '"priceCurrency":"EUR","availability":"InStock"}}]},{"@type":"Restaurant","hasMenu":{'
        '"hasMenuSection":[{"name":"Soups","hasMenuItem":[{"name":"Tomato","offers":{"price":4}}]'
        '}]},"openingHoursSpecification":[{"dayOfWeek":"Monday","opens":"09:00","closes":"18:00",'
        '"validFrom":"2026-01-01"}]}],}</script>',
        '<div itemscope itemtype="https://schema.org/Product"><b itemprop=name>Cup</b><div '
        'itemprop=offers itemscope itemtype="https://schema.org/Offer"><meta itemprop=price '
        'content="9.90"><link itemprop=availability href="https://schema.org/InStock"></div>',
        '<div vocab="https://schema.org/" typeof=Product><b property=name>Cup</b><i '
        "property=offers typeof=AggregateOffer><i property=lowPrice>3</i><i property=highPrice>5"
        "</i></i></div>"
        '<meta property="og:type" content="product"><meta property="product:price:amount" '
        'content="9.90">',
        '<script type="application/ld+json">/*<![CDATA[*/{"@type":"FAQPage","mainEntity":[{"name":'
        '"Q","acceptedAnswer":{"text":"<p>A</p>"}},]};/*]]>*/</script>',
    ),
    "xml": (
        "<SHOP><SHOPITEM><ITEM_ID>1</ITEM_ID><PRODUCTNAME>Cup & co</PRODUCTNAME><PRICE_VAT>9,90"
        "</PRICE_VAT><PARAM><PARAM_NAME>Barva</PARAM_NAME><VAL>red</VAL></PARAM><CATEGORYTEXT>A | B"
        "</CATEGORYTEXT><ITEMGROUP_ID>g</ITEMGROUP_ID></SHOPITEM><SHOPITEM><ITEM_ID>2</SHOPITEM>"
        "</SHOP>",
        '<yml_catalog><shop><currencies><currency id="RUR" rate="1"/></currencies>'
        '<categories><category id="1">A</category><category id="2" parentId="1">B</category>'
        '</categories><offers><offer id="9" available="true"><price>1200</price><currencyId>RUR'
        '</currencyId><categoryId>2</categoryId><name>Cup</name><param name="Size" unit="cm">3'
        "</param></offer></offers></shop></yml_catalog>",
        "<products><product id='1'><name lang='de'>Tasse</name><name lang='en'>Cup</name><price "
        "currency='EUR'>9.90</price><variants><variant sku='a'><size>S</size></variant></variants>"
        "<stock>3</stock><desc><![CDATA[<b>x</b>]]></desc></product></products>",
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Cup&nbsp;'
        "</title><g:price>9.90 EUR</g:price><g:sale_price>8 EUR</g:sale_price></item></channel>"
        "</rss>",
    ),
    "json": (
        '[{"id":1,"name":"Cup","price":9.9,"currency":"EUR","variants":[{"sku":"a","size":"S",'
        '"price":"9,90"},{"sku":"b","size":"M"}],"tags":["x"],"stock":{"qty":3}}]',
        '{"products":[{"titel":"Krug","preis":"12,50 €","kategorie":{"name":"A"}},{"titel":"Glas"}]'
        ',"total":2}',
        '{"name":"Cup","price":1}\n{"name":"Mug","price":2.5}\n',
        '{"products":[{"id":1,"title":"T","handle":"t","body_html":"<p>","variants":[{"id":2,"title'
        '":"S","price":"9.00","available":true}],"options":[{"name":"Size"}]}]}',
    ),
    "workbook": (
        "Name\tPrice\tSize\tStock\nCup\t9.9\tS\t3\nCup\t10.9\tM\t0\n",
        "Preisliste\n\nArtikel\tVK\tEAN\nGläser\nKrug\t12,50 €\t4.00638E+12\nSumme\t12,50\n",
        '\0<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>'
        'Price</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Cup</t></is></c><c r="B2'
        '"><v>9.9</v></c></row></sheetData></worksheet>',
    ),
    "pdf": (
        "BT /F1 24 Tf 1 0 0 1 60 760 Tm (Menu) Tj ET\nBT /F1 16 Tf 1 0 0 1 60 720 Tm (Soups) Tj ET"
        "\nBT /F1 11 Tf 1 0 0 1 60 700 Tm (Tomato \\(A\\) ..... 4,90) Tj ET\n"
        "BT /F1 11 Tf 1 0 0 1 60 680 Tm (Leek) Tj ET\nBT /F1 11 Tf 1 0 0 1 300 680 Tm (5,50) Tj ET"
        "\fBT /F1 11 Tf 60 700 Td [(Pri) -20 (ces)] TJ T* (per night) ' ET",
        "".join(
            f"BT /F1 11 Tf 1 0 0 1 {x} {y} Tm ({name} {price},50) Tj ET\n"
            for y, price in ((700, 4), (680, 5), (660, 6), (640, 7))
            for x, name in ((60, "Cup"), (300, "Mug"))
        ),
        "q 0.5 0 0 0.5 10 20 cm BT /F1 9 Tf 14 TL 0 1 -1 0 60 60 Tm 2 Ts 3 Tc (Up) Tj ET Q\n"
        "BI /W 1 /H 1 ID x EI /Im1 Do <feff00e4> Tj",
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
        "/Kids [4 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont "
        "/Helvetica /Encoding << /Differences [65 /a] >> >>\nendobj\n4 0 obj\n<< /Type /Page "
        "/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 "
        "0 R >>\nendobj\n5 0 obj\n<< /Length 44 >>\nstream\nBT /F1 11 Tf 1 0 0 1 60 700 Tm (A 3,50)"
        " Tj ET\nendstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n0\n%%EOF",
    ),
    "docx": (
        "# Menu\n## Soups\nTomato (A)\t4,90 €\n- Leek ab 5,-\n\nA = Gluten\n|Cut|short|long\n"
        "|Wash|20 €|25 €\nOpen Mo-Fr 9-18\n",
        "Rooms\n|Room|Low season|High season\n|Double|89|119\n|Single|on request|79\n",
        '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Cuts</w:t></w:r></w:p><w:p><w:pPr>'
        "<w:numPr/></w:pPr><w:r><w:t>Wash</w:t><w:tab/><w:t>5 </w:t></w:r><w:del><w:r><w:delText>6"
        "</w:delText></w:r></w:del><w:ins><w:r><w:t>7 €</w:t><w:br/></w:r></w:ins></w:p><w:tbl>"
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>Cup</w:t>'
        "</w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>9.90 €</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ),
    "money": (
        "1.299,00 €",
        "1 299 kr",
        "CHF 1'299.–",
        "ab 12,50 / Person\nEUR",
        "auf Anfrage",
        "38–43 €",
        "2 for 5 €",
        "249:-",
        "49:90",
        "12.500 KWD",
        "99 ct",
        "12,5 % of 3 kg\nRED",
        "1,29,900 ₹ incl. VAT",
        "R$ 12,90 per 100 g",
        "1 1/2 l x 2,5 cm",
    ),
}
