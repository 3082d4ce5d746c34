"""Damaged and hostile files, brought through the page: each waits to be looked at, or says why it cannot be read."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.importers.mutations import case
from warreader.models import Arrival

CASES, AT_ONCE = 60, 10


@pytest.mark.thorough
def test_damaged_files_are_shown_or_refused_with_a_reason(client_of, editor, team):
    client, waiting = client_of(editor), reverse("arrivals", args=[team.public_id])
    for start in range(0, CASES, AT_ONCE):
        received = [case(number) for number in range(start, start + AT_ONCE)]
        # A browser sends no name that it cannot write.
        names = [one.filename.encode("utf-8", "replace").decode()[:200] or "file" for one in received]
        files = [
            SimpleUploadedFile(name, one.content, one.media_type)
            for name, one in zip(names, received, strict=True)
            if one.content
        ]
        answer = client.post(waiting, {"way": "files", "files": files, "action": uuid4()})
        assert answer.status_code in {303, 422}, answer.content
        assert client.get(waiting).status_code == 200
    arrivals = Arrival.objects.all()
    assert arrivals.count() > CASES / 2
    assert [one.problem for one in arrivals if "our side" in one.problem] == []
    assert {client.get(reverse("arrival", args=[one.public_id])).status_code for one in arrivals} == {200}
