"""The benchmark: the same news in the form of every tool, built, edited and served by each in turn."""
