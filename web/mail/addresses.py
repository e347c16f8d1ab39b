"""The addresses that replies come to: each says whose it is and which talk's, and is signed.

    agent+c5-jh4k…@shop.example      c: the customer's (o: the owner's), talk 5, 120 bits of HMAC

The signature is also of the talk's random id, so that an address of a talk that was erased opens no
later one with its number. Lower case and no sign but "-": some servers write addresses anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from catalog.tables import mail_talks

_MARK = re.compile(r"([oc])(\d{1,15})-([a-z2-7]{24})")


class Side(StrEnum):
    """Who writes to an address."""

    OWNER = "o"
    CUSTOMER = "c"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply belongs: `talk` is its number among mail's, `conversation` its id."""

    side: Side
    talk: int
    conversation: str


class Signer:
    """Makes the addresses and knows them again. `form` has {} where the signed part stands."""

    def __init__(self, form: str, secret: str) -> None:
        before, after = form.lower().split("{}")
        self._form, self._secret = form, secret.encode()
        self._known = re.compile(f"{re.escape(before)}{_MARK.pattern}{re.escape(after)}")

    def address(self, place: Place) -> str:
        return self._form.format(f"{place.side}{place.talk}-{self._signature(place)}")

    def place(self, connection: sa.Connection, address: str) -> Place | None:
        """Whose `address` is; None where it was not given out here, or its talk is gone."""
        found = self._known.fullmatch(address.strip().lower())
        if found is None:
            return None
        side, number, signature = found.groups()
        query = sa.select(mail_talks.c.conversation_id).where(mail_talks.c.id == int(number))
        place = Place(Side(side), int(number), connection.execute(query).scalar() or "")
        fits = hmac.compare_digest(self._signature(place), signature)
        return place if fits and place.conversation else None

    def is_of_form(self, address: str) -> bool:
        """Whether it looks like one of ours, signed by whomever."""
        return self._known.fullmatch(address.strip().lower()) is not None

    def _signature(self, place: Place) -> str:
        said = f"{place.side}|{place.talk}|{place.conversation}".encode()
        made = hmac.new(self._secret, said, hashlib.sha256).digest()[:15]
        return base64.b32encode(made).decode().lower()
