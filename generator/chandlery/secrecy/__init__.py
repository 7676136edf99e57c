"""How secrets look, and which files hold them.

Nothing here gives a secret away: callers learn what kind of thing stands where, never what it is.
"""
