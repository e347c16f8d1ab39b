"""What lies behind an address: a feed or file as one file, a website as its pages.

fetched.py is the page: an address in, files in the state folder out. Every byte comes through
client.py, every connection through guard.py.
"""
