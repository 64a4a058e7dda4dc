"""Published results, reproduced at length: `make reproduce` writes docs/reproduction from here.

presets ──► one module a source ──► claims, a figure ──► the table, Plotly's figures and their SVG
"""
