"""Durable jobs and their legal transitions (protocol, sections 2 and 7).

A job is one piece of work that must happen once on a far side: clear columns that the queue itself needs (key, lane,
state, due time, fence), and two encrypted documents whose content only the caller knows: one written by people, one by
the machine that owns the job's lane. The queue knows no trade: it keeps order, ownership and evidence.
"""
