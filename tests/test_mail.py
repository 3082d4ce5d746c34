"""Sending e-mail."""

import logging

import pytest
from django.core import mail as outbox

from warreader import mail

DOWN = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}


def test_a_letter_that_goes_out_is_said_to():
    assert mail.send(subject="An\ninvitation", body="Come in.", to="olha@example.org") is True
    assert (outbox.outbox[0].subject, outbox.outbox[0].to) == ("An invitation", ["olha@example.org"])


def test_one_that_does_not_is_logged_without_what_is_in_it(settings, caplog: pytest.LogCaptureFixture):
    for name, value in DOWN.items():
        setattr(settings, name, value)
    with caplog.at_level(logging.ERROR):
        assert mail.send(subject="An invitation", body="Come in.", to="olha@example.org") is False
    assert "ConnectionRefusedError" in caplog.text
    assert "olha" not in caplog.text
