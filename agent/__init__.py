"""The one behind the counter: a message in, events out.

`answer.py` is the page to start at. `truth/` knows what is asked and what is true, `model/`
knows a language model; neither knows the other.
"""
