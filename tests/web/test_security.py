"""The fences: headers on every answer, tokens in every form, roles on every page."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.house import House
from tests.web.readers import ORIGIN, Reader

FREE = {"/sign-in", "/healthz", "/styleguide"}
PUBLIC = "capfeed."
"""What other authorities and their receivers read: only alerts that have sounded."""


def test_every_page_carries_the_headers(visitor: Reader) -> None:
    """Strict content policy, no sniffing, no framing, HSTS: also on errors and on stations' answers."""
    for path in ("/sign-in", "/healthz", "/static/style.css", "/nowhere", "/media/zz"):
        headers = visitor.open(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_no_page_needs_inline_styles_or_scripts(officer: Reader, here: House) -> None:
    """The policy allows neither style attributes nor inline scripts nor event attributes, so no page has any."""
    ready = here.submitted()
    for path in ("/", "/bulletins", "/bulletins/new", f"/bulletins/{ready.id}", "/plans", "/plans/new", "/stations"):
        page = officer.read(path)
        assert not re.search(r"<[^>]* (style|on\w+)=", page), path
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)


def test_every_page_asks_for_an_account(app: Flask, visitor: Reader) -> None:
    """No rule of the application is open by accident."""
    for rule in app.url_map.iter_rules():
        if rule.rule in FREE or rule.endpoint == "static" or rule.endpoint.startswith(("api.", PUBLIC)):
            continue
        path = re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", "1", rule.rule))
        if "GET" in (rule.methods or ()):
            assert visitor.open(path).headers.get("Location", "").startswith("/sign-in"), path


def test_a_form_without_its_token_changes_nothing(officer: Reader, here: House) -> None:
    """A request another site made in somebody's name is refused, and its text is not even shown."""
    fields = {"text": "giả mạo", "locality": "c1", "do": "draft"}
    answer = officer.client.post(
        "/bulletins/new", data=fields, base_url=ORIGIN, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 400
    assert "giả mạo" not in answer.text
    assert "giả mạo" not in officer.read("/bulletins")


def test_an_old_form_of_ours_can_be_sent_again(officer: Reader) -> None:
    """A form whose token no longer fits comes back whole, with a fresh token, to be sent again."""
    officer.read("/bulletins/new")
    fields = {"text": "Nội dung soạn từ hôm qua, còn nguyên đây.", "csrf_token": "cũ", "do": "draft"}
    headers = {"Origin": ORIGIN, "Referer": f"{ORIGIN}/bulletins/new"}
    answer = officer.client.post("/bulletins/new", data=fields, base_url=ORIGIN, headers=headers)
    assert answer.status_code == 400
    assert "Nội dung soạn từ hôm qua, còn nguyên đây." in answer.text
    assert "Gửi lại" in answer.text


CLOSED = [
    ("mai", "/people"),
    ("mai", "/audit"),
    ("mai", "/stations/new"),
    ("mai", "/stations/st-2"),
    ("lan", "/people/new"),
    ("quantri", "/bulletins/new"),
    ("quantri", "/plans/new"),
]


@pytest.mark.parametrize(("login", "path"), CLOSED)
def test_roles_and_places_are_fences(signed_in: Callable[[str], Reader], login: str, path: str) -> None:
    """What a role or a place does not allow is refused on the server, in plain words."""
    answer = signed_in(login).open(path)
    assert answer.status_code == 403
    assert "Không được phép" in answer.text


def test_other_communes_bulletins_are_out_of_sight(officer: Reader, here: House) -> None:
    """An officer neither sees nor hears another commune's bulletin, whatever address they type."""
    stranger = replace(here.officer, scope="c2")
    foreign = here.dispatch.save_draft(here.draft(locality="c2"), stranger)
    for path in (
        f"/bulletins/{foreign.id}",
        f"/bulletins/{foreign.id}/edit",
        f"/bulletins/{foreign.id}/sound/" + "0" * 64,
    ):
        assert officer.open(path).status_code == 403
    assert foreign.id not in officer.read("/bulletins")
