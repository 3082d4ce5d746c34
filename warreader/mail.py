"""Sending e-mail, so that a page never breaks when the mail server is down."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def deliver(message: EmailMessage) -> bool:
    """Send a message; say whether it went out. What failed is logged, without the address or the text."""
    try:
        return bool(message.send())
    except (OSError, smtplib.SMTPException) as error:
        logger.error("An e-mail could not be sent: %s", type(error).__name__)
        return False


def send(*, subject: str, body: str, to: str) -> bool:
    """Write to one address; say whether the message went out to where it can be read there."""
    message = EmailMessage(subject=" ".join(subject.split()), body=body, to=[to])
    return deliver(message) and reaches_people()


def reaches_people() -> bool:
    """Say whether e-mail goes further than this server's own console."""
    return "console" not in settings.EMAIL_BACKEND
