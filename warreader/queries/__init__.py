"""Reads for pages and files: each starts from ``visible_to`` and returns plain, frozen values."""
