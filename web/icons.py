"""The line icons of the pages, drawn here so that none is fetched. Every one stands beside a word or has a label."""

from functools import cache

from markupsafe import Markup

SHAPES = {
    "home": "M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4z",
    "text": "M6 3.5h8.5L19 8v12.5H6zM14 3.5V8.5h5M9 12.5h6.5M9 16h6.5",
    "calendar": "M4 6h16v14.5H4zM4 10.5h16M8 3.5v4M16 3.5v4M8 14.5h3",
    "horn": "M3.5 10v4.5h3.2L15 19V5.5L6.7 10zM18 9.5a4 4 0 0 1 0 5.5M20.3 7a7.5 7.5 0 0 1 0 10.5",
    "chart": "M4 4v16h16.5M8.5 16v-5M13 16V7.5M17.5 16v-3",
    "person": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6",
    "people": (
        "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5"
        "M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .8 3.2 2.6 3.5 5.2"
    ),
    "list": "M8.5 6.5h12M8.5 12h12M8.5 17.5h12M4 6.5h.01M4 12h.01M4 17.5h.01",
    "play": "M8 5.5v13l10.5-6.5z",
    "pause": "M8 5.5v13M16 5.5v13",
    "stop": "M6.5 6.5h11v11h-11z",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "cross": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "heed": "M12 4 2.8 19.8h18.4zM12 10v4.5M12 17.2h.01",
    "info": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5.5M12 7.8h.01",
    "clock": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3.2 2",
    "pin": "M12 21s7-6.5 7-11.5a7 7 0 1 0-14 0C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "plus": "M12 5v14M5 12h14",
    "back": "M14.5 5.5 8 12l6.5 6.5",
    "next": "M9.5 5.5 16 12l-6.5 6.5",
    "out": "M10 4H4.5v16H10M9 12h11M16 8l4 4-4 4",
    "key": "M8 16.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12.5h9M18 12.5v4",
    "undo": "M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-4",
    "download": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5",
    "edit": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z",
    "quiet": "M3.5 10v4.5h3.2L15 19V5.5L6.7 10zM18.5 10l4 4M22.5 10l-4 4",
    "signal": "M5 19v-3M10 19v-6.5M15 19V9M20 19V5",
    "shield": "M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z",
    "globe": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.8 12h16.4M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17z",
    "bolt": "M13 3 5 13.5h6L10.5 21 19 10.5h-6z",
}


@cache
def icon(name: str) -> Markup:
    """Return an icon that screen readers pass over."""
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>').format(SHAPES[name])
