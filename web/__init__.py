"""The pages: for officers, leaders, operators, technicians. They show and ask; deciding and doing is the work of others.

``create_app(store, dispatch, clock=..., settings=...)`` is the only way in.
"""

from web.app import create_app
from web.parts import Settings

__all__ = ["Settings", "create_app"]
