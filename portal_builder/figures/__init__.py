"""Figures: a project's published facts → what follows from them, by arithmetic alone."""

from portal_builder.figures.values import Figures as Figures
