"""Negotrack tracks negotiation positions: who holds what, since when, on whose word, and why there is no deal."""

__version__ = "0.1.0"
