"""Policyscope in other people's pages: what stands in an embed before its scripts run, what it says to its parent, and oEmbed.

query.py      an address's query as an experiment
still.py      the first picture as SVG
pages.py      what differs from one address of a page to the next
messages.py   the messages between an embed and the page around it
oembed.py     GET /oembed, and the links that lead to it
"""
