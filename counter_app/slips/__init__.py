"""Papers: values in, PDF bytes out. The only package that uses reportlab.

Every paper is composed into plain drawing operations first (`flow`) and drawn afterwards (`pdf`), so that what cannot
be printed is known before anything is: a placeholder without a value, a character without a glyph.
"""
