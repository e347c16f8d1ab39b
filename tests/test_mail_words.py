"""What somebody wrote themselves in a mail that answers another, as mail programs send it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.mail.quoted import MARK, own_words
from web.mail.reading import read

LINE = MARK.format("Please write your answer above this line")
CASES = {
    "gmail": (
        "Yes, on Friday.\n\nAnna\n\nOn Sat, Nov 28, 2026 at 9:14 AM Shop <agent+o1@shop.example>\n"
        f"wrote:\n\n> {LINE}\n>\n> Who built it?\n",
        "Yes, on Friday.\n\nAnna",
    ),
    "gmail in German": (
        "Ja, gern: am Freitag.\n\nAm Sa., 28. Nov. 2026 um 09:14 schrieb Shop <a@b.de>:\n\n"
        f"> {LINE}",
        "Ja, gern: am Freitag.",
    ),
    "apple": (f"Yes.\n\n> On 28. Nov 2026, at 09:14, Shop <a@b.de> wrote:\n> \n> {LINE}\n", "Yes."),
    "outlook": (
        "Yes, we do.\r\n\r\n________________________________\r\nFrom: Shop <a@b.de>\r\n"
        "Sent: Saturday, 28 November 2026 09:14\r\nTo: Ida <ida@b.de>\r\n"
        "Subject: A question\r\n\r\n"
        f"{LINE}\r\n\r\nWho built it?\r\n",
        "Yes, we do.",
    ),
    "outlook in German": (
        "Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: Shop <a@b.de>\n"
        f"Gesendet: Samstag, 28. November 2026 09:14\nAn: Ida\nBetreff: Eine Frage\n\n{LINE}\n",
        "Ja.",
    ),
    "thunderbird, the line cut": (
        "Yes.\n\nOn 28.11.26 09:14, Shop wrote:\n> Who built it?\n> Thanks\n",
        "Yes.",
    ),
    "between the quotes": (
        "On 28.11.26 09:14, Shop wrote:\n> Who built it?\nKhufu.\n> And when?\nLong ago.\n",
        "Khufu.\n\nLong ago.",
    ),
    "with a signature": (f"Yes.\n-- \nIda Holm\nTel. 030 1234\n\n> {LINE}", "Yes."),
    "a list that ends with a colon": ("We have three:\n- red\n- blue: dark\n", None),
    "times in words": ("Open at 9:\n- Monday\n\nOn Sunday we are closed.", None),
    "nothing of their own": (f"On 28.11.26 09:14, Shop wrote:\n> {LINE}\n> Who?\n", ""),
    "nothing quoted": ("Just words.\n\nAnd more > less.", None),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_quoted_is_cut(name: str) -> None:
    given_, wanted = CASES[name]
    assert own_words(given_) == (given_.strip() if wanted is None else wanted)


@given(st.text(alphabet="ab>:-#\n 12@.", max_size=200))
def test_nothing_is_added_to_any_text(text: str) -> None:
    lines = {line.strip() for line in text.split("\n")} | {""}
    assert {line.strip() for line in own_words(text).split("\n")} <= lines


def test_html_alone_is_read_without_what_it_quotes() -> None:
    html = (
        "<style>p{color:red}</style><div>Yes, <b>we</b> do.<br>On Friday.</div>"
        '<div class="gmail_quote">On 28 Nov Shop wrote:<blockquote>Who?</blockquote></div>'
    )
    raw = f"From: Ida <ida@b.de>\nContent-Type: text/html; charset=utf-8\n\n{html}"
    assert read(raw.encode()).text == "Yes, we do.\nOn Friday."


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0\xff\xfe", b"From: \r\n\r\n", b"From: <>\r\nTo: ,,;<\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; "
        b"boundary=b\r\n\r\n--b",
        b"From: a@b.c\r\nContent-Type: text/plain; charset=\xff\r\n\r\nhi",
        b"Content-Transfer-Encoding: base64\r\n\r\n=====",
        b"From: =?utf-8?b?!!!?= <a@b.c>\r\n\r\nx",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n\xff",
    ],
)  # fmt: skip
def test_no_mail_is_too_broken(raw: bytes) -> None:
    assert isinstance(read(raw).text, str)


@given(st.binary(max_size=400))
def test_nor_any_bytes(raw: bytes) -> None:
    read(b"From: a@b.c\r\nTo: agent@shop.example\r\n" + raw)
