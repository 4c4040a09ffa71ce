"""Nobody else gets in: the page answers one browser on this computer, and only requests that its own pages made.

A link with a token that works once opens a session, kept in a cookie that scripts cannot read and other sites do not send. Every request must name this
computer as its host (else a site could point its name at us), every change must come from a page of ours (origin, and a token in the form that works once),
and a session that nobody used for a while is over.
"""

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from hmac import compare_digest

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

COOKIE = "huibao_desk"
FORM_TOKEN = "token"
IDLE = 30 * 60
"""Seconds after which a session that nobody used is over."""
LARGEST = 1 << 30
"""Bytes of one request: all files that are dropped at once."""
_FORMS = 500
"""Forms that may be open at a time; the oldest is forgotten."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none a browser says “null” of where a form of ours comes from
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_QUIET = ("progress",)
"""Endpoints that the page asks by itself: they do not show that somebody is there."""
_OPEN = ("static",)
"""Endpoints that hold nothing of anybody."""


@dataclass
class Session:
    """One browser. ``seen``: when somebody last did something (monotonic seconds); ``forms``: tokens of forms that were not sent yet;
    ``unmasked``: until when whole numbers may be shown."""

    seen: float
    forms: OrderedDict[str, None] = field(default_factory=OrderedDict)
    unmasked: float = 0.0

    def new_form(self) -> str:
        """Return a token for a form, which may be sent once."""
        token = secrets.token_urlsafe(24)
        self.forms[token] = None
        while len(self.forms) > _FORMS:
            self.forms.popitem(last=False)
        return token

    def take(self, token: str) -> bool:
        """Tell whether a form was given out and not sent yet; it is spent then."""
        for given in self.forms:
            if compare_digest(given.encode(), token.encode()):
                del self.forms[given]
                return True
        return False


class Guard:
    """The doorkeeper of one server. ``hosts``: what a request may call it (``127.0.0.1:port``)."""

    def __init__(self, hosts: tuple[str, ...]) -> None:
        self.hosts = hosts
        self.cookie = f"{COOKIE}_{hosts[0].rpartition(':')[2]}"  # a browser keeps one for all ports of a host, and two projects may be open
        self._token = secrets.token_urlsafe(32)
        self._sessions: dict[str, Session] = {}

    @property
    def token(self) -> str:
        """What opens a session, once; "" when it was used."""
        return self._token

    def protect(self, app: Flask) -> None:
        """Let the app ask before each request, and set the headers of each answer."""
        app.config["MAX_CONTENT_LENGTH"] = LARGEST
        app.config["MAX_FORM_MEMORY_SIZE"] = 1 << 24
        app.config["MAX_FORM_PARTS"] = 5_000
        app.before_request(self._ask)
        app.after_request(_with_headers)
        app.add_url_rule("/open", "open", self._open)

    def _open(self) -> AnyResponse:
        given = request.args.get("token", "")
        if not self._token or not compare_digest(given.encode(), self._token.encode()):
            abort(403)
        self._token = ""
        name = secrets.token_urlsafe(32)
        self._sessions[name] = Session(time.monotonic())
        answer = redirect(url_for("start"))
        answer.set_cookie(self.cookie, name, httponly=True, samesite="Strict", path="/")
        return answer

    def _ask(self) -> None:
        if request.host not in self.hosts:
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            abort(403)
        if request.endpoint in ("open", *_OPEN):
            return
        session = self._session()
        if request.method not in ("GET", "HEAD"):
            self._require_ours(session)
        g.session = session

    def _session(self) -> Session:
        name = request.cookies.get(self.cookie, "")
        session = self._sessions.get(name)
        if session is None:
            abort(403)
        if time.monotonic() - session.seen > IDLE:
            del self._sessions[name]
            abort(403)
        if request.endpoint not in _QUIET:
            session.seen = time.monotonic()
        return session

    def _require_ours(self, session: Session) -> None:
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            abort(403)
        if not session.take(request.form.get(FORM_TOKEN, "")):
            abort(409)


def _with_headers(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    return answer
