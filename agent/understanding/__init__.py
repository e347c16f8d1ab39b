"""What is asked: a message becomes a Query, in the terms of this catalog's own schema.

reader    a message to a Query: the page             reader.py
language  in which language it is written            language.py
index     its words, as this catalog writes them     index.py
mentions  what of the catalog it names               mentions.py, value_, field_, title_mentions.py
amounts   numbers, bounds, quantities                amounts.py, scales.py
building  what is named and wished, to one ask       building.py: naming, bounds, wishes, ordering
context   what the message leaves to those before    context.py, siblings, valued; state.py
"""
