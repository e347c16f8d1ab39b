"""What is asked: a message becomes a Query, in the terms of this catalog's own schema.

text      the message's language and words           text.py
mentions  what of the catalog it names               mentions.py
amounts   numbers, bounds, quantities                amounts.py
reader    mentions to a Query                        reader.py
context   what the message leaves to those before    context.py
"""
