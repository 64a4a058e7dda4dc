"""Policyscope: see a policy gradient."""

__version__ = "0.1.0"
