"""What stands of a talk after an ask was answered."""

from __future__ import annotations

from dataclasses import replace

from agent.answering.said import Said
from agent.answering.told_again import told_of
from agent.understanding.query import Act, Ask
from agent.understanding.state import State

TOLD = 700
"""Characters of a passage that are kept for what follows on it."""


def left_by(ask: Ask, said: Said, text: str, before: State) -> State:
    """The state behind an `ask` of the words `text` that was told `said`."""
    return _with_topic(ask, said, text, before, _after(ask, said, before))


def _with_topic(ask: Ask, said: Said, text: str, before: State, after: State) -> State:
    """`after` with the question that something written has answered. One that goes on with another
    and is told the same again leaves that one standing: "both?", "so in all?"."""
    if not said.cited:
        return replace(after, topic="", told="")
    told = told_of(said.cited[0])
    same = ask.topic and before.told == told[:TOLD]
    return replace(after, topic=before.topic if same else text, told=told[:TOLD])


def _after(ask: Ask, said: Said, state: State) -> State:
    """What stands after an ask was answered."""
    if ask.act in (Act.CHAT, Act.PERSON):
        return state
    shown = tuple(dict.fromkeys(s.product.id for s in said.shown))
    wish = ask.act is Act.FIND and ask.conditions
    search = ask if wish else state.search
    if not shown:
        named = tuple(t.products[0] for t in ask.targets if t.mention and len(t.products) == 1)
        focus = named if len(named) == 1 else state.focus  # of whom something written was told
        return replace(state, ask=ask if wish else state.ask, search=search, focus=focus)
    listed = shown if len(shown) > 1 else state.listed
    if len(shown) == 1 and shown[0] not in listed:
        listed = (
            (*state.focus[:1], *shown) if state.focus and state.focus[0] != shown[0] else listed
        )
    kept = ask.more or ask.act is not Act.FIND
    seen = tuple(dict.fromkeys((*state.shown, *shown))) if kept else shown
    near = said.near if len(shown) > 1 else state.near and set(shown) <= set(listed)
    basket = _basket(ask, shown, state)
    return State(shown, listed, ask, seen, near, search, basket=basket)


def _basket(ask: Ask, shown: tuple[str, ...], state: State) -> tuple[str, ...]:
    """What was told of one by one, with what is told now."""
    if len(shown) > 1:
        return ()
    before = state.basket or state.focus[:1]
    goes_on = (ask.joins or ask.follows) and not (ask.more or ask.corrects or ask.relative)
    return tuple(dict.fromkeys((*before, *shown))) if goes_on else shown
