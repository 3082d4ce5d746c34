"""How allauth's pages are ours: who may sign up, where newcomers land, and what is wrong is 422."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from requests import RequestException

from warreader import mail
from warreader.actions.errors import Refused
from warreader.actions.invitations import accept_invitation
from warreader.models import Invitation, InvitationKind, User
from warreader.queries.notices import account_of

logger = logging.getLogger(__name__)


def invitation_behind(address: str | None) -> Invitation | None:
    """Return the open invitation whose page has this address; None where it is another page's."""
    try:
        match = resolve(urlsplit(address or "").path)
    except (Resolver404, ValueError):
        return None
    if match.url_name != "invitation":
        return None
    return Invitation.objects.open().by_token(match.kwargs["token"]).select_related("team").first()


def next_of(request: HttpRequest) -> str | None:
    """Return where the person wanted to go."""
    return request.POST.get("next") or request.GET.get("next")


class AccountBackend(AuthenticationBackend):
    """allauth's way in; whoever is in is looked up together with how many notices wait for them."""

    def get_user(self, user_id: int) -> User | None:
        """Return who is signed in; None for somebody who may be so no more."""
        user = account_of(user_id)
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: made by invitation only unless the settings say otherwise."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say whether an account may be made: anybody may where it is set so, else who comes from an invitation."""
        return settings.OPEN_SIGN_UP or invitation_behind(next_of(request)) is not None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Say whether an address is known to be theirs: an invitation that was sent there is proof."""
        invitation = invitation_behind(next_of(request))
        invited = invitation is not None and invitation.kind == InvitationKind.MAIL
        if invited and invitation is not None and invitation.email.lower() == email.lower():
            return True
        return bool(super().is_email_verified(request, email))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Take whoever has signed up by an invitation into its team, so that they land in its library."""
        invitation = invitation_behind(kwargs.get("redirect_url")) if kwargs.get("signup") else None
        if invitation is not None:
            try:
                accept_invitation(invitation=invitation, user=user)
            except Refused as refused:
                messages.error(request, str(refused))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; where that fails, the page goes on, and says so where it may."""
        current = {"request": self.request, "email": email, "current_site": _Site(), **context}
        letter: EmailMessage = self.render_mail(template_prefix, email, current)
        if not mail.deliver(letter) and self.request.user.is_authenticated:
            messages.error(self.request, _("The e-mail could not be sent. Try again later."))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where a changed password leads."""
        return reverse("preferences")


class _Site:
    """How letters name this installation."""

    name = "Warreader"
    domain = settings.BASE_URL


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Accounts of the single sign-on."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Let in who comes for the first time by invitation, or where it is set so; others get the page that says."""
        invited = invitation_behind(sociallogin.state.get("next")) is not None
        if settings.OIDC_SIGN_UP or settings.OPEN_SIGN_UP or invited:
            return True
        raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))


class StatusMiddleware(MiddlewareMixin):
    """Give allauth's pages the status that ours have: 422 for a form with errors, 403 shut, 410 for an old link."""

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Look at what the page is made of."""
        match = request.resolver_match
        if match is not None and str(match.func.__module__).startswith("allauth.") and response.status_code == 200:
            response.status_code = _status(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say so where the single sign-on does not answer."""
        if not isinstance(exception, RequestException):
            return None
        logger.error("The single sign-on does not answer: %s", type(exception).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)


def _status(request: HttpRequest, response: TemplateResponse) -> int:
    context = response.context_data or {}
    if response.template_name == "account/signup_closed.html":
        return 403
    if context.get("token_fail") or context.get("confirmation", True) is None:
        return 410
    forms = [value for value in context.values() if isinstance(value, BaseForm)]
    return 422 if request.method == "POST" and any(form.errors for form in forms) else 200
