"""Figures of a class: how hard checks are, how points and times are spread, which mistakes are frequent."""
