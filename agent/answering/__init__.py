"""What is true: a Query becomes a Result, and a Result sentences.

reply     an ask to its answer: the page                     reply.py
resolve   the rows that satisfy the query                    resolve.py
choice    whether rows or something written answers          choice.py
rank      which written passage, which field                 passages.py, meant.py
phrase    a result in words, each value a fact               phrase.py: items, checking, several,
                                                             lines
hours     when the business is open                          hours.py, asked_day.py
"""
