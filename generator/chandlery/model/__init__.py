"""The one model of a marketplace, whatever ecosystem a plugin comes from.

Frozen values without places: they are made by `stages.resolve` from a catalog that was found good,
and read by the index, the projections and the site.
"""
