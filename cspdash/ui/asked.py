"""Answers that pages have had before. A version of the store never changes, so neither do its answers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from cspdash.catalogue import Answer, ask
from cspdash.store.versions import Version

# All kept answers together, in bytes, for all who look at this server; the longest unused go first.
KEPT_BYTES = 50_000_000


class Kept:
    """Answers by version, question and what was asked, up to a size."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        """Begin with none; `most` bytes are kept."""
        self._most = most
        self._bytes = 0
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, version: Version, name: str, **given: Any) -> Answer:
        """As `catalogue.ask`. Each caller gets a frame of its own: what it writes there nobody else sees."""
        key = (version, name, *((text, _as_key(value)) for text, value in sorted(given.items())))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return _own(self._answers[key][0])
        answer = ask(version, name, **given)
        size = int(answer.frame.memory_usage(deep=True).sum())
        with self._lock:
            if key not in self._answers and size <= self._most:
                self._answers[key] = (answer, size)
                self._bytes += size
                while self._bytes > self._most:
                    self._bytes -= self._answers.popitem(last=False)[1][1]
        return _own(answer)


def _own(answer: Answer) -> Answer:
    # pandas copies the values only when one of the two is written to.
    return replace(answer, frame=answer.frame.copy(deep=False))


def _as_key(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list | tuple) else value


asked = Kept().ask
