"""Passwords for tests."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """Django's own hasher, without the work that makes it safe and slow."""

    iterations = 1
