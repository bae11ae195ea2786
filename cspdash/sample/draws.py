"""Random numbers that come out the same on every run, each purpose from a stream of its own."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def stream(purpose: str) -> np.random.RandomState:
    """A generator seeded by the name of its purpose, so that a new draw somewhere changes nothing elsewhere.

    RandomState and not default_rng: numpy promises (NEP 19) that its streams never change between versions.
    """
    digest = hashlib.sha256(f"cspdash sample: {purpose}".encode()).digest()
    return np.random.RandomState(np.frombuffer(digest, dtype="<u4").astype(np.uint32))


def gamma_multipliers(random: np.random.RandomState, mean: Floats, dispersion: Floats) -> Floats:
    """Factors of mean 1 that give Poisson counts around `mean` a variance of `dispersion` times the mean.

    Method: a Poisson count whose rate is gamma-distributed is negative binomial; its variance is
    mean + mean² × var(factor), so var(factor) = (dispersion − 1) / mean. The variance is capped at 1, beyond
    which a small mean would give nearly always nothing and now and then a flood.
    """
    variance = np.clip((dispersion - 1) / np.maximum(mean, 1e-9), 1e-6, 1.0)
    return random.gamma(1 / variance, variance)


def split(random: np.random.RandomState, total: int, weights: Floats) -> Ints:
    """Share a whole number over weights at random (multinomial), so that the parts add up to it exactly."""
    return np.asarray(random.multinomial(total, weights / weights.sum()), dtype=np.int64)


def slots(weights: Floats, size: int) -> Ints:
    """`size` positions of `weights`, each as often as its weight: a uniform draw picks by weight."""
    edges = np.cumsum(weights) / weights.sum()
    position = np.searchsorted(edges, (np.arange(size) + 0.5) / size)
    return np.minimum(position, len(weights) - 1).astype(np.int64)
