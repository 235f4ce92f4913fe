"""Pictures drawn when a page is made: SVG without styles or scripts of its own, coloured by the theme's classes."""

from briefgen.pages.drawing.network import MOST, network
from briefgen.pages.drawing.roles import roles
from briefgen.pages.drawing.timeline import timeline

__all__ = ["MOST", "network", "roles", "timeline"]
