"""Notices by e-mail, to those who want them: a letter for each person and action, and no report's text in it."""

from collections import defaultdict
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from warreader import mail
from warreader.models import Notice, User
from warreader.queries.notices import Told, told, with_what_they_are_about


@task()
def send_notices(notices: list[int]) -> None:
    """Write to each person who wants letters and has not read theirs yet; nobody gets one twice.

    Not to an address that somebody has given and not confirmed: it may be anybody's.
    """
    by_user: dict[int, list[int]] = defaultdict(list)
    rows = Notice.objects.filter(pk__in=notices, mailed_at=None, read_at=None, member__user__mails_notices=True)
    for user, notice in rows.exclude(member__user__email="").values_list("member__user", "pk"):
        by_user[user].append(notice)
    unconfirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=False)
    for user in User.objects.filter(~Exists(unconfirmed), pk__in=by_user, is_active=True):
        _write(user, by_user[user.pk])


def _write(user: User, notices: Sequence[int]) -> None:
    """Write of those that the person may see now; each is marked first, so that a letter is never sent again."""
    seen = Notice.objects.visible_to(user).filter(pk__in=notices, mailed_at=None)
    items = [told(notice) for notice in with_what_they_are_about(seen)]
    if items and seen.update(mailed_at=timezone.now()):
        mail.send(subject=f"[Warreader] {_subject(items)}", body=_body(items), to=user.email)


def _subject(items: Sequence[Told]) -> str:
    if len(items) == 1:
        return items[0].brief
    return ngettext("%(number)s notice", "%(number)s notices", len(items)) % {"number": len(items)}


def _body(items: Sequence[Told]) -> str:
    lines = [f"{one.brief} ({one.notice.team.name})\n{settings.BASE_URL}{one.url}\n" for one in items]
    end = _("You get these letters because you chose so in your preferences:")
    return "\n".join([*lines, end, f"{settings.BASE_URL}{reverse('preferences')}", ""])
