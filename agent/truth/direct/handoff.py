"""What is said where a question stays open: whether a person should answer it, and where."""

from __future__ import annotations

from agent.truth.direct.said import Counter, Said


def asking_where(said: Said, counter: Counter) -> Said:
    """`said`, and behind it the offer to write the question down, where it hands off."""
    offer = counter.voice.say("handoff_ask")
    asked = {offer, counter.voice.say("person_ask")}
    if not said.handoff or asked & set(said.sentences):
        return said
    return said.and_then(Said((offer,)))
