"""The one behind the counter: a message in, events out.

`answer.py` is the page to start at. `understanding/` knows what is asked, `answering/` what is
true, `grounding/` holds words to facts; `model/` knows a language model, and none of these knows
it.
"""
