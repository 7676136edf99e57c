"""The places of the parts of a text: one module a syntax, below `chandlery.documents`."""
