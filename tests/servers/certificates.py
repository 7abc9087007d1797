"""Certificates minted on the spot."""
