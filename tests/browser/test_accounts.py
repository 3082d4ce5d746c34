"""Teams and accounts in the browser: the way of a newcomer, and how the pages look."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.factories import PASSWORD, invite, make_article, make_member, user_of

pytestmark = pytest.mark.browser


def test_an_owner_makes_a_link_and_a_newcomer_lands_in_the_library(desk, new_page, sign_in, site):
    make_article(desk.editor, title="The first report")
    long = make_member(desk.team)
    long.name = "A member with a very long name " + "andonewordthatisverylong" * 3
    long.save()
    owner = sign_in(new_page(viewport=WIDE), desk.owner)
    owner.goto(f"/teams/{desk.team.public_id}/")
    owner.get_by_label("a pseudonym is enough").check()
    owner.get_by_label("How many people").fill("2")
    owner.get_by_role("button", name="Make an invitation").click()
    link = owner.locator(".link").inner_text()
    check_all(owner, "the invitation")
    owner.get_by_role("link", name="Back to the team").click()
    owner.locator("summary", has_text="Remove").first.click()
    check_all(owner, "team")
    owner.goto("/teams/")
    check_all(owner, "teams")

    newcomer = new_page(viewport=WIDE, java_script_enabled=False)
    newcomer.goto(link.partition("8000")[2] or link[len("http://127.0.0.1") :])
    newcomer.get_by_label("Pseudonym").fill("Fox")
    newcomer.get_by_role("button", name="Join the team").click()
    expect(newcomer.get_by_role("link", name="The first report")).to_be_visible()


def test_the_page_of_an_invitation_is_accessible_and_fits(desk, new_page, troubles):
    page = new_page(viewport=WIDE)
    made, token = invite(desk.owner, kind="pseudonym")
    page.goto(f"/invitations/{token}/")
    check_all(page, "invitation")
    made.revoked_at = made.made_at
    made.save()
    page.reload()
    expect(page.get_by_text("was revoked")).to_be_visible()
    check_all(page, "closed invitation")
    troubles.expect("status of 410")


def test_the_pages_around_signing_in_are_accessible_and_fit(desk, new_page, troubles):
    _made, token = invite(desk.owner)
    page = new_page(viewport=WIDE)
    page.goto(f"/invitations/{token}/")
    page.get_by_role("link", name="Make an account and join").click()
    check_all(page, "sign-up")
    page.get_by_label("Username").fill("olha")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password (again)").fill("short")
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator("#id_password1_error").first).to_be_visible()
    check_all(page, "sign-up with mistakes")
    page.get_by_label("Password", exact=True).fill("five six seven eight")
    page.get_by_label("Password (again)").fill("five six seven eight")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("No reports yet.")).to_be_visible()
    for path in ("email/", "password/change/", "2fa/", "preferences/", "logout/"):
        page.goto(f"/accounts/{path}")
        check_all(page, path)
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Password").fill("five six seven eight")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Activate Authenticator App")).to_be_visible()
    check_all(page, "authenticator app")
    page.context.clear_cookies()
    for path in ("signup/", "password/reset/", "password/reset/done/"):
        page.goto(f"/accounts/{path}")
        check_all(page, path)
    troubles.expect("status of 422", "status of 403")


def test_a_passkey_signs_in(desk, new_page, site):
    member = desk.annotator
    page = new_page(viewport=WIDE)
    here = site.url.replace("127.0.0.1", "localhost")  # browsers want a name
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{here}/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.get_by_label("Username or e-mail address").fill(user_of(member).username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    check_all(page, "add a passkey")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    check_all(page, "recovery codes")
    for path in ("", "webauthn/"):
        page.goto(f"{here}/accounts/2fa/{path}")
        check_all(page, f"second factors {path}")
    page.context.clear_cookies()
    page.goto(f"{here}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/articles/")
    expect(page.get_by_text("No reports yet.")).to_be_visible()
