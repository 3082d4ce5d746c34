"""The page on which one article is taken away."""

import json

from .pages import text_of, url


def test_discussion_and_history_go_into_the_formats_that_hold_them_and_others_say_which_do(article, desk, client_of):
    client, address = client_of(desk.viewer), url("exports", article)
    page = text_of(client.get(address))
    assert "everybody’s, with what is settled" in page
    wrong = {"format": "doccano", "whose": "settled", "discussion": "on", "history": "on", "names": "on"}
    response = client.post(address, wrong)
    assert response.status_code == 422
    for part in ("discussion", "history"):
        assert "“Everything, to read back (JSON)”" in str(response.context["form"].errors[part])
    page = text_of(response)
    assert '<option value="settled" selected' in page
    assert page.count(" checked") == 3
    file = json.loads(client.post(address, wrong | {"format": "json"}).getvalue())
    assert (file["whose"], file["options"]["history"]) == ("only what is settled", True)
    assert "only what is settled, names, discussion, history" in text_of(client.get(address))
