"""The only way a view fetches an object for a user."""

from django.contrib.auth.middleware import LoginRequiredMiddleware


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask everybody to sign in, but for views that say otherwise."""
