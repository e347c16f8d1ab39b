"""`[mail]` of the settings: the agent's own mailbox, by which questions reach the business's people
and answers their customers.

It is open where the section is there; without `[mail.imap]` nothing comes back by mail.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from agent.section import Section
from catalog.contacts import is_email

_HERE = re.compile(r"localhost|127(\.\d+){3}|::1")


def _email(address: str) -> str:
    if not is_email(address):
        raise ValueError("expected an e-mail address, as in agent@shop.example")
    return address


Email = Annotated[str, AfterValidator(_email)]


class MailServerSection(Section):
    """A server, and how it is spoken to. A password is sent to another machine encrypted only."""

    host: str = Field(min_length=1)
    port: int = Field(0, ge=0, le=65535, description="0: the one that is usual for `security`")
    user: str = ""
    password: SecretStr = SecretStr("")
    security: Literal["tls", "starttls", "none"] = "tls"
    ca_file: str = Field("", description="certificates to trust instead of the system's")

    @field_validator("ca_file")
    @classmethod
    def _there(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("expected a file with certificates")
        return value

    @model_validator(mode="after")
    def _encrypted(self) -> MailServerSection:
        if self.security == "none" and self.user and not _HERE.fullmatch(self.host.lower()):
            raise ValueError("security = 'none' would send the password of `user` unencrypted")
        return self


class SmtpSection(MailServerSection):
    security: Literal["tls", "starttls", "none"] = "starttls"


class ImapSection(MailServerSection):
    folder: str = Field("INBOX", min_length=1)
    every_s: float = Field(20.0, ge=1, le=3600, description="how often it is looked into")


class MailSection(Section):
    """`address` is the agent's own mailbox; `owner` who is asked what only a person knows (default:
    [business] email)."""

    address: Email
    owner: tuple[Email, ...] = ()
    notify: Literal["reachable", "all"] = Field(
        "reachable", description="all: also what was asked by somebody who left no contact"
    )
    after_s: float = Field(
        60.0, ge=0, description="so long a customer may see an answer in the chat before it is sent"
    )
    replies: str = Field(
        "", description='addresses for replies, "agent+{}@…" unless the mail server writes others'
    )
    console_url: str = Field("", description="where the console is found from elsewhere")
    restock: bool = Field(True, description="who asks for it is told when something is there again")
    restock_days: int = Field(180, ge=1, le=3650, description="so long they wait at most")
    confirm_hours: int = Field(48, ge=1, le=720, description="after that a request is forgotten")
    smtp: SmtpSection
    imap: ImapSection | None = None

    @field_validator("replies")
    @classmethod
    def _with_a_place(cls, value: str) -> str:
        if value and (value.count("{}") != 1 or not is_email(value.replace("{}", "x"))):
            raise ValueError('expected an address with {} in it, as in "agent+{}@shop.example"')
        return value

    @property
    def reply_form(self) -> str:
        """The address of replies, {} in the place of what tells whose they are."""
        local, _, host = self.address.rpartition("@")
        return self.replies or f"{local}+{{}}@{host}"
