"""The embedded TLS front: nginx as a child before the WSGI server. Never answers anything by itself but clips and 502.

It ends TLS, keeps slow clients away from the application's threads, and hands out clips: a request it passes on carries
``X-Front: accel``, and then the application may answer ``X-Accel-Redirect: /_clips/<path in the clip folder>``.
"""

import os
import pwd
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from broadcaster.children import EVERYWHERE, Child, OnDeath, find_program, reachable
from broadcaster.config import split_address
from broadcaster.errors import Unavailable
from broadcaster.pki import Pki
from broadcaster.whole import whole_file

_CONFIGURATION = """# Made by broadcaster at each start: do not edit. See deploy/nginx for a front of your own.
daemon off;
user {user};
worker_processes 1;
worker_rlimit_nofile 16384;
pid {folder}/nginx-master.pid;
error_log stderr warn;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    server_tokens off;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 75s;
    client_max_body_size 80m;
    client_header_timeout 15s;
    client_body_timeout 60s;
    send_timeout 60s;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:2m;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    upstream application {{
{servers}        keepalive 16;
    }}
    server {{
{listens}        location / {{
            proxy_pass http://application;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            # The address we saw, not what the client claims: it decides about delays after wrong passwords.
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Front accel;
            proxy_buffering on;
            proxy_buffers 32 32k;
            proxy_busy_buffers_size 64k;
            proxy_connect_timeout 5s;
            proxy_read_timeout 120s;
        }}
        location /_clips/ {{
            internal;
            alias {clips}/;
        }}
    }}
}}
"""


class TlsFront:
    """nginx under ``data/front``: HTTPS on ``listen`` (``*`` or ``0.0.0.0``: everywhere), HTTP to ``upstream``.

    ``upstream`` holds one or more loopback ``host:port``; ``clips`` is the folder ``/_clips/`` stands for.
    """

    def __init__(
        self, data: Path, listen: str, upstream: Sequence[str], *, pki: Pki, clips: Path, program: str = "nginx"
    ) -> None:
        self.folder = (data / "front").resolve()
        self.host, self.port = split_address(listen)
        self.upstream = tuple(upstream)
        self.pki = pki
        self.clips = clips.resolve()
        file = str(self.folder / "nginx.conf")
        argv = (find_program(program) or "", "-e", "stderr", "-p", str(self.folder), "-c", file)
        self._child = Child("nginx", argv, self.folder, (self.host, self.port))

    @property
    def address(self) -> tuple[str, int]:
        """Where this machine reaches it."""
        return reachable(self.host), self.port

    @property
    def pid(self) -> int | None:
        """nginx's process id while it runs."""
        return self._child.pid

    def call_on_death(self, on_death: OnDeath) -> None:
        """Have ``on_death`` called when nginx ends by itself."""
        self._child.on_death = on_death

    def start(self) -> None:
        """Write the configuration, start nginx, wait until it answers; raise Unavailable."""
        if not self._child.argv[0]:
            raise Unavailable("front.nginx_missing")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole_file(self.folder / "nginx.conf") as partial:
            partial.write_text(self._configuration(), encoding="utf-8")
        self._child.start()

    def stop(self) -> None:
        """Stop nginx."""
        self._child.stop()

    def reload(self) -> None:
        """Let nginx read its certificate anew without closing a connection."""
        self._child.signal(signal.SIGHUP)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _configuration(self) -> str:
        return _CONFIGURATION.format(
            user=pwd.getpwuid(os.geteuid()).pw_name,
            folder=self.folder,
            certificate=self.pki.server.certificate.resolve(),
            key=self.pki.server.key.resolve(),
            servers="".join(f"        server {one};\n" for one in self.upstream),
            listens="".join(f"        listen {one}:{self.port} ssl http2;\n" for one in _addresses(self.host)),
            clips=self.clips,
        )


def _addresses(host: str) -> list[str]:
    if host in EVERYWHERE:
        return ["0.0.0.0", "[::]"] if _has_ipv6() else ["0.0.0.0"]
    if host == "localhost":
        return ["127.0.0.1", "[::1]"] if _has_ipv6() else ["127.0.0.1"]
    return [f"[{host}]" if ":" in host else host]


def _has_ipv6() -> bool:
    """Tell whether this machine has IPv6 at all; nginx would not start on an address that does not exist."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
