"""Policyscope: see a policy gradient."""

__version__ = "0.2.0"
