"""All text people read in the window, and nothing else: no widget, no decision.

`reasons` and `remedies` are the words of the failures, `sentences` the sentence line, `labels` what stands on buttons
and beside numbers, `figures` how numbers, dates and names are written, `template` how blanks are filled.
Import from the module that names the noun; this package re-exports nothing. Rules of style: words, section 1.
"""
