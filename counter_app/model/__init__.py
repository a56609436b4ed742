"""Frozen values of the trade: people, visits, charges, quotes, settlements, claims.

Money is `decimal.Decimal` in yuan with two decimals (`money`); times carry a zone (Asia/Shanghai at the window).
Import from the module that names the noun; this package re-exports nothing.
"""
