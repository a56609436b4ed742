"""The border: the national interface of designated institutions, spoken over HTTP.

`fields` says what a transaction may carry; one module per family declares its transactions and translates between
them and our values; `client` sends one call and sorts what came back into the four outcomes (protocol, section 1).
"""
