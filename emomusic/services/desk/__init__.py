"""The catalogue at the administrator's desk: lists, edits, merging, and the bin.

Each change is one transaction with its entry in the audit log. An edit says what its person saw:
where something else stands there now, they are told, and nothing is written.
"""
