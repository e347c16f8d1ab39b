"""What `tresen bench` measures, and how.

    load    visitors who speak at once, each timed from its question to its words
    peers   other servers, started for the same load in the same run
    door    our engine behind HTTP, as bare as a peer
    engine  the figures, one function each
    plot    the table as a picture

Nothing here serves customers.
"""
