"""`tresen check`: the preflight. Questions made from the catalog itself, asked, and judged.

    run        the page: make, ask, judge, count                         run.py
    questions  from the catalog's rows and templates per language        questions.py
    own        the owner's own questions, from a file                    own.py
    scoring    a reply against the rows; reading and ground behind it    scoring.py
    report     one object for programs, one page for people              report.py

Nothing here reads with the eyes of agent/grounding: what the guard overlooks must show. So prices,
numbers, stock words and products are found in a reply by reading.py alone.
"""
