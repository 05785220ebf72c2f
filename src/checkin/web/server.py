"""Serve the pages and answer the requests of phones, over HTTPS.

A request is believed for its token alone, which the page sends in a header: no cookie goes along with what another
page asks for. Nothing is decoded or recorded for a request without one.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import resources
from string import Template
from typing import Any, TypeVar

from aiohttp import web

from checkin.core.errors import CheckinError, RecordError, WebError
from checkin.core.text import LANGUAGES, translatable
from checkin.door.phones import NoAccessError, Pairing, Phone, find_phone, hash_token, paired_phones
from checkin.i18n.cldr import language_name
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.web.board import board_as_json
from checkin.web.frames import MOST_BYTES, read_frame
from checkin.web.phone_door import PhoneDoor, Reply
from checkin.web.texts import page_texts

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_MOST_JSON = 8_000
_BODY_SECONDS = 10.0
_LANGUAGE, _REQUEST = "X-Language", "X-Request"
_PAGES = {
    "/": ("door.html", "text/html"),
    "/board": ("board.html", "text/html"),
    "/door.js": ("door.js", "text/javascript"),
    "/board.js": ("board.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
}
# What a page may load and do: its own files, its own camera, and nothing else (OWASP, "Secure Headers Project").
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "checkin",
}


class PhoneServer:
    """The pages and requests of one course. ``hosts`` are the names by which the server may be called, with the port.

    Jobs that wait for the disk run on threads of their own: the answer to one phone does not wait for the picture of
    another.
    """

    def __init__(
        self,
        opened: OpenCourse,
        pairing: Pairing,
        hosts: frozenset[str],
        *,
        language: str = "",
        has_interface: bool = False,
    ) -> None:
        self._opened = opened
        self._pairing = pairing
        self._hosts = hosts
        self._language = language or opened.course.language
        self._pages = _PAGES
        self._interfaces: Any = None
        if has_interface:
            from checkin.web import interface

            self._pages = _PAGES | interface.PAGES
            self._interfaces = interface.Interfaces(opened.folder.root, self._language, self._has_access)
        self._doors: dict[str, PhoneDoor] = {}
        self._recording = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._looking = ThreadPoolExecutor(2, thread_name_prefix="picture")
        self.on_paired: Callable[[Phone], None] = lambda phone: None

    def app(self) -> web.Application:
        """Return the application with its routes."""
        app = web.Application(middlewares=[self._secured], client_max_size=MOST_BYTES)
        for path in self._pages:
            app.router.add_get(path, self._page)
        if self._interfaces is not None:
            app.router.add_post("/interface/ticket", self._ticket)
            self._interfaces.add_to(app)
        app.router.add_get("/texts", self._texts)
        app.router.add_post("/pair", self._pair)
        app.router.add_post("/frame", self._frame)
        app.router.add_get("/reply/{request}", self._reply)
        app.router.add_get("/state", self._asks(lambda door, tr, asked: door.state(tr)))
        app.router.add_get("/board.json", self._board)
        for path, act in _ACTS.items():
            app.router.add_post(path, self._asks(act))
        app.on_cleanup.append(self._close)
        return app

    async def _close(self, _: web.Application) -> None:
        self._recording.shutdown()
        self._looking.shutdown()

    # -- what holds for every request

    @web.middleware
    async def _secured(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what does not come from a page of this server; say errors in words; add the headers."""
        tr = self._translator(request)
        try:
            # Not request.host: without the header that asks the network for the name of this computer, and waits.
            if request.headers.get("Host") not in self._hosts or not self._is_own_page(request):
                raise web.HTTPForbidden
            response = await handler(request)
        except NoAccessError as error:
            response = _json({"error": tr.error(error), "no_access": True}, 401)
        except RecordError as error:
            response = _json({"error": tr.error(error), "not_recorded": True}, 503)
        except CheckinError as error:
            response = _json({"error": tr.error(error)}, 400)
        except TimeoutError:
            response = _refusal(tr, web.HTTPRequestTimeout.status_code)
        except web.HTTPException as refused:
            response = _refusal(tr, refused.status)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _is_own_page(self, request: web.Request) -> bool:
        """Return False for a request that a page of another site has made."""
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "none")
        is_page = request.method == "GET" and request.path in self._pages
        if origin is not None and origin != f"https://{request.host}":
            return False
        return is_page or site in ("same-origin", "none")

    def _translator(self, request: web.Request) -> Translator:
        asked = request.headers.get(_LANGUAGE, "")
        return get_translator(asked if asked in LANGUAGES else self._language)

    async def _door(self, request: web.Request) -> PhoneDoor:
        """Return the door of the phone that asks. Raises :class:`NoAccessError` if it has no access."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise NoAccessError
        phone = await self._run(self._looking, partial(self._find, token))
        if phone is None:
            self._doors.pop(hash_token(token), None)
            raise NoAccessError
        if phone.token_hash not in self._doors:
            self._doors[phone.token_hash] = PhoneDoor(self._opened, phone)
        return self._doors[phone.token_hash]

    def _find(self, token: str) -> Phone | None:
        with self._opened.record.reading() as conn:
            return find_phone(conn, token)

    async def _run(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, job)

    # -- pages

    async def _page(self, request: web.Request) -> web.Response:
        name, kind = self._pages[request.path]
        page = web.Response(text=_page_text(name), content_type=kind, charset="utf-8")
        if request.path == "/interface":
            from checkin.web.interface import POLICY

            page.headers["Content-Security-Policy"] = POLICY.format(host=request.host)
        return page

    async def _texts(self, request: web.Request) -> web.Response:
        tr = self._translator(request)
        names = {language: language_name(language, language) for language in LANGUAGES}
        return _json(
            {
                "language": tr.language,
                "languages": names,
                "texts": page_texts(tr),
                "interface": self._interfaces is not None,
            }
        )

    # -- the whole interface

    async def _ticket(self, request: web.Request) -> web.Response:
        door = _staff(await self._door(request))
        return _json({"ticket": self._interfaces.ticket(door.phone)})

    async def _has_access(self, phone: Phone) -> bool:
        def look() -> bool:
            with self._opened.record.reading() as conn:
                return phone in paired_phones(conn)

        return await self._run(self._looking, look)

    # -- requests

    async def _pair(self, request: web.Request) -> web.Response:
        asked = await _asked(request)
        job = partial(self._pairing.pair, _text(asked, "code"), _text(asked, "name"), request.remote or "")
        phone, token = await self._run(self._recording, job)
        self.on_paired(phone)
        return _json({"token": token, "name": phone.name, "guest": phone.is_guest})

    async def _frame(self, request: web.Request) -> web.Response:
        """Read a picture, and answer its largest code."""
        door, tr = await self._door(request), self._translator(request)
        jpeg = await asyncio.wait_for(request.read(), _BODY_SECONDS)
        readings = await self._run(self._looking, partial(read_frame, jpeg))
        if not readings:
            return _json({"codes": 0})
        await self._door(request)  # its access may have ended while the picture came
        job = partial(door.scan, readings[0].text, request.headers.get(_REQUEST, ""), tr)
        reply = await self._run(self._recording, job)
        return _json(reply | {"codes": len(readings), "corners": readings[0].corners})

    async def _reply(self, request: web.Request) -> web.Response:
        """Say what was replied to a request whose answer may have been lost."""
        door = await self._door(request)
        reply = await self._run(
            self._recording, partial(door.reply_to, request.match_info["request"], self._translator(request))
        )
        return _json({"arrived": reply is not None, "reply": reply})

    async def _board(self, request: web.Request) -> web.Response:
        await self._door(request)
        return _json(await self._run(self._looking, partial(board_as_json, self._opened, self._translator(request))))

    def _asks(self, act: Callable[[PhoneDoor, Translator, "Asked"], Reply]) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            door, tr = await self._door(request), self._translator(request)
            asked = Asked({}, request.headers.get(_REQUEST, ""))
            if request.method == "POST":
                asked = Asked(await _asked(request), asked.request)
                door = await self._door(request)  # its access may have ended while the body came
            return _json(await self._run(self._recording, partial(act, door, tr, asked)))

        return handle


class Asked:
    """The values of a request, each of the type that it must have."""

    def __init__(self, values: dict[str, Any], request: str) -> None:
        self._values = values
        self.request = request

    def text(self, name: str) -> str:
        """Return a text. Raises :class:`WebError` if there is none of the name."""
        return _text(self._values, name)

    def is_true(self, name: str) -> bool:
        """Return whether a value is true; what is missing is not."""
        return self._values.get(name) is True


def _page_text(file: str) -> str:
    """Return a file of the pages. All pages have one frame around their content: the head, and the red line."""
    folder = resources.files("checkin.web").joinpath("page")
    text = folder.joinpath(file).read_text("utf-8")
    name, _, kind = file.partition(".")
    if kind != "html":
        return text
    return Template(folder.joinpath("frame.html").read_text("utf-8")).substitute(name=name, content=text)


def _staff(door: PhoneDoor) -> PhoneDoor:
    if door.phone.is_guest:
        raise WebError("This is for staff. Guests can only scan.")
    return door


def _leave(door: PhoneDoor, tr: Translator, asked: Asked) -> Reply:
    door.leave()
    return {}


_ACTS: dict[str, Callable[[PhoneDoor, Translator, Asked], Reply]] = {
    "/code": lambda door, tr, asked: door.type_code(asked.text("code"), asked.request, tr),
    "/undo": lambda door, tr, asked: _staff(door).undo(asked.text("event"), tr, is_sure=asked.is_true("sure")),
    "/search": lambda door, tr, asked: _staff(door).search(asked.text("text"), tr),
    "/person": lambda door, tr, asked: _staff(door).check_in(asked.text("person"), asked.request, tr),
    "/session": lambda door, tr, asked: _staff(door).choose_session(
        asked.text("session"), tr, anytime=asked.is_true("anytime")
    ),
    "/leave": _leave,
}


async def _asked(request: web.Request) -> dict[str, Any]:
    """Return the values of a request. Raises :class:`WebError` if they are not a small JSON object."""
    body = await asyncio.wait_for(request.read(), _BODY_SECONDS)
    try:
        found = json.loads(body) if len(body) <= _MOST_JSON else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WebError("The request is not understood.")
    return found


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise WebError("The request is not understood.")
    # Half of a letter comes from a field that cuts a text off, and no database takes it.
    return value.encode("utf-8", "replace").decode().replace("\0", "")


_REFUSALS = {
    403: translatable("This request does not come from a page of this server. Open the address that checkin shows."),
    404: translatable("The server has no page of this name. Open the address that checkin shows."),
    408: translatable("The request took too long to arrive and was not recorded. Scan again."),
    413: translatable("The picture is too large. Scan again."),
}
_NOT_UNDERSTOOD = translatable("The request is not understood.")


def _refusal(tr: Translator, status: int) -> web.Response:
    """Return the sentence for a request that is refused before anything is done."""
    return _json({"error": tr(_REFUSALS.get(status, _NOT_UNDERSTOOD))}, status)


def _json(value: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(value, status=status, dumps=partial(json.dumps, ensure_ascii=False))
