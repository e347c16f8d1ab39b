"""Messages of any numbers: an answer, or a clear refusal, and never a broken one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.shop import Agent
from tests.fakes import parts
from web import create_app

FRAMES = (
    "tents under {} €", "tents over {} euros", "boots between {} and {} €", "Zelte bis {} Euro",
    "Stiefel ab {} €", "do you have the Vandre in {}?", "how much are {} Fjell 2?",
    "{} x Fjell 2 and {} x Vandre", "is {} € right for the Fjell 2?", "a tent for {} people",
    "sleeping bags for minus {} degrees", "a backpack of {} litres", "is it lighter than {} kg?",
    "can I return it after {} days?", "open at {}:{}?", "and on {}.{}.{}?", "{}", "{}{}", "{} %",
    "was kosten {} Stück?", "article {}-{}", "the {}. one", "shipping for {} kg to {}",
)  # fmt: skip

DIGITS = st.text(alphabet="0123456789", min_size=1, max_size=40)
NUMBER = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    DIGITS,
    st.sampled_from([10, 19, 20, 28, 29, 50, 310, 1000]).map(lambda n: "9" * n),
    st.sampled_from([10, 19, 20, 50, 310]).map(lambda n: "0." + "0" * n + "1"),
    st.sampled_from(["1e999", "-1e999", "NaN", "inf", "-0", "0", "0,00", "٣٤", "²", "10⁹", "㊿",
                     "1.000.000,00", "1,000,000.00", "1'000", "12 345 678 901 234 567 890", "1/0",
                     "0x10", "1_000", "9" * 19 + ".99", "18446744073709551616",
                     "9223372036854775808", "99999999999999999"]),
    st.tuples(DIGITS, st.sampled_from(".,-/ '"), DIGITS).map("".join),
    st.text(alphabet=st.characters(categories=("Nd",)), min_size=1, max_size=12),
)  # fmt: skip


@pytest.fixture(scope="module")
def client(agent: Agent) -> FlaskClient:
    web = agent.settings.web.model_copy(update={"messages_per_minute": 0})
    return create_app(agent.settings.model_copy(update={"web": web}), agent).test_client()


def answered(client: FlaskClient, text: str) -> str:
    """The words of the reply; empty where the message is refused."""
    told = client.post("/api/chat", json={"message": text})
    if 400 <= told.status_code < 500:
        assert told.get_json()["error"]["message"]
        return ""
    assert told.status_code == 200, text
    stream = parts(told)
    assert "failed" not in stream[-1].get("messageMetadata", {}), text
    words = "".join(part["delta"] for part in stream if part["type"] == "text-delta")
    assert words.strip(), text
    return words


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FRAMES), st.lists(NUMBER, min_size=3, max_size=3))
def test_any_message_of_any_numbers_gets_an_answer(
    client: FlaskClient, frame: str, numbers: list[str]
) -> None:
    answered(client, frame.format(*numbers))


@pytest.mark.parametrize(
    "amount", ["99999999999999999", "18446744073709551616", "9" * 40, "9" * 1000, "0", "-5"]
)
@pytest.mark.parametrize("frame", ["tents under {} €", "tents over {} €", "Zelte bis {} €"])
def test_a_bound_beyond_all_prices_bounds_nothing_and_breaks_nothing(
    client: FlaskClient, frame: str, amount: str
) -> None:
    words = answered(client, frame.format(amount))
    if "over" not in frame and amount.startswith("9"):
        assert "Fjell" in words


@pytest.mark.parametrize("number", ["½", "3½"])
def test_signs_that_stand_for_numbers_are_read_or_left(client: FlaskClient, number: str) -> None:
    answered(client, f"tents under {number} €")
