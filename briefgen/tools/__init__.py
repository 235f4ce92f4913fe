"""What a writer asks for beside a build: a starter site, a new file, lists."""


class ToolError(Exception):
    """A tool cannot do what it was asked; the message is one plain sentence."""
