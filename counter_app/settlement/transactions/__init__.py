"""The transactions of an outpatient window, one module a family; each declared once (module `fields`)."""
