"""The pages: for officers, leaders, operators, technicians. They show and ask; others decide and do.

``create_app(store, dispatch, clock=..., settings=...)`` is the only way in.
"""

from web.app import create_app
from web.parts import Settings

__all__ = ["Settings", "create_app"]
