"""Which language a reader gets: the account's, the visitor's choice, the browser's, Vietnamese."""

from flask import g, has_request_context, request, session
from flask_babel import get_locale

from broadcaster.wording import DEFAULT_LANGUAGE, LANGUAGES
from web.parts import parts


def chosen() -> str:
    """Return the language of this request's reader."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    person = g.get("person")
    if person is not None and person.language in LANGUAGES:
        return str(person.language)
    if session and session.get("language") in LANGUAGES:
        return str(session["language"])
    return request.accept_languages.best_match(LANGUAGES, parts().settings.language) or DEFAULT_LANGUAGE


def spoken() -> str:
    """Return the language being spoken on this page."""
    locale = get_locale()
    return locale.language if locale is not None else DEFAULT_LANGUAGE
