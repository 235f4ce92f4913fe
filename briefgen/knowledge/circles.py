"""Circles in a relation: parts of themselves, parents of their parents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def circles(steps: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Each circle that a walk meets, as the path around it, first and last the same; no step is walked twice."""
    done: set[str] = set()
    found: list[list[str]] = []
    for start in steps:
        if start in done:
            continue
        path: dict[str, None] = {start: None}
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(steps[start]))]
        while stack:
            node, following = stack[-1]
            step = next(following, None)
            if step is None:
                done.add(node)
                del path[node]
                stack.pop()
            elif step in path:
                walked = list(path)
                found.append([*walked[walked.index(step) :], step])
            elif step in steps and step not in done:
                path[step] = None
                stack.append((step, iter(steps[step])))
    return found
