"""Puts the pages together: extensions, fences, error pages, one blueprint per page group. Knows no page itself."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from broadcaster.clock import Clock
from broadcaster.dispatch import Dispatch
from broadcaster.store import Store
from web import assets, faults, language, pages, recording, security
from web.account import account
from web.alertboard import alertboard
from web.alerts import alerts
from web.alertsteps import alertsteps
from web.alerttargets import alerttargets
from web.api import api
from web.audit import audit
from web.bulletins import bulletins
from web.calendars import calendars, make_room
from web.capfeed import capfeed
from web.changes import changes
from web.diary import diary
from web.drills import drills
from web.feeds import feeds
from web.history import history
from web.home import home
from web.inbox import inbox
from web.languages import languages
from web.lately import Lately
from web.lexicons import lexicons
from web.listen import listen
from web.outside import outside
from web.parts import EXTENSION, Parts, Settings
from web.people import people
from web.places import places
from web.plans import plans
from web.programmes import programmes
from web.readings import readings
from web.reports import reports
from web.retelling import retelling
from web.sessions import StoredSessions
from web.signin import signin
from web.snapshot import Snapshot
from web.stations import stations
from web.styleguide import styleguide
from web.targetlists import targetlists
from web.voiceorder import voiceorder
from web.voices import voices

LARGEST_REQUEST = 2_000_000


def create_app(store: Store, dispatch: Dispatch, *, clock: Clock, settings: Settings) -> Flask:
    """Return the application of one server; it opens nothing and may be made many times."""
    app = Flask("web", root_path=str(assets.ROOT), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=settings.language,
    )
    app.extensions[EXTENSION] = Parts(store, dispatch, clock, settings, Snapshot(store, clock), Lately(clock))
    app.session_interface = StoredSessions(store, settings.secret)
    Babel(app, locale_selector=language.chosen)
    assets.serve(app)
    app.before_request(make_room)
    app.before_request(recording.make_room)
    security.protect(app)
    faults.catch(app)
    pages.dress(app)
    for group in (signin, home, bulletins, inbox, listen, plans, stations, reports, people, audit, account):
        app.register_blueprint(group)
    for group in (calendars, diary, changes, history, lexicons, outside, places, programmes, readings, voices):
        app.register_blueprint(group)
    for group in (alerts, alertboard, alertsteps, alerttargets, drills, feeds, targetlists):
        app.register_blueprint(group)
    app.register_blueprint(capfeed)
    app.register_blueprint(languages)
    app.register_blueprint(voiceorder)
    app.register_blueprint(retelling)
    app.register_blueprint(api)
    security.csrf.exempt(api)
    if settings.development:
        app.register_blueprint(styleguide)
    if settings.behind_front:
        wrapped: Any = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
        app.wsgi_app = wrapped  # type: ignore[method-assign]
    return app
