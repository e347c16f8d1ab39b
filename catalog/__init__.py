"""What the business sells and says, as typed rows: read from its files, kept, searched.

Knows nothing of language models or of the web. `ingest` is the page to start at.
"""
