"""The family of tabular problems and softmax policies: from an experiment to runs, frames and answers."""

from policyscope.runs.tabular.family import TABULAR

__all__ = ["TABULAR"]
