"""Where an order is: asked for with its number and e-mail address, looked up, told as facts.

    dialogue.py   the page: what a message wants of orders, and what is said to it
    given.py      the number and the e-mail address in a message
    tries.py      how often one may try in vain
    signed.py, woocommerce.py, shopify.py, imported.py    systems that know orders (seam.py)
    telling.py    an order in sentences

Number and e-mail address stand in the customer's own conversation and nowhere else: not in a
prompt, not in a log, not in a list of questions. Nothing tells whether a number exists.
"""
