"""Sphinx's settings: an embed needs none."""

project = "Policy gradients"
