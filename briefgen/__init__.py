"""briefgen compiles annotated news briefs into a website."""

__version__ = "0.1.0"
