"""What is true: a Query becomes a Result, and a Result sentences.

resolve   the rows that satisfy the query                    resolve.py
rank      which written passage, or whether rows answer      passages.py, choice.py
phrase    a result in words, each value a fact               phrase.py, lines.py
"""
