"""Altair pictures, made from frames: one look for all."""
