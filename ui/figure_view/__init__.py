"""Draws any `planner.figure.Figure`: live on a card, and on paper as vectors."""

from __future__ import annotations

from ui.figure_view.clipboard import table_tsv
from ui.figure_view.paper import figure_pdf, paint_pdf
from ui.figure_view.view import FigureView

__all__ = ["FigureView", "figure_pdf", "paint_pdf", "table_tsv"]
