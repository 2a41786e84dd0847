"""The site as a WSGI application: files of one folder, with the headers of the policy."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from io import BufferedIOBase, BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import FileWrapper

from whitenoise.responders import Response, StaticFile

from website.policy import policy

Headers = list[tuple[str, str]]

_PAGE = "index.html"
_METHODS = ("GET", "HEAD")
_UNBUILT = "No site is built yet; run: hyperion site build"
_REFUSED = re.compile(r"[\w*-]+\s*;\s*q=0(\.0*)?\s*(,|$)")


class _File(StaticFile):  # type: ignore[misc] # it has no type hints
    """A file with its Brotli variant; WhiteNoise does conditions, encodings and most ranges."""

    def get_response(self, method: str, request: WSGIEnvironment) -> Any:
        """Answer, also to what WhiteNoise does not look at.

        That is a range wanted of another version only, which is answered with the whole file, and
        an encoding that is named to refuse it.
        """
        request = dict(request)
        if request.get("HTTP_IF_RANGE", self.etag) != self.etag:
            request.pop("HTTP_RANGE", None)
        accepted = request.get("HTTP_ACCEPT_ENCODING", "")
        request["HTTP_ACCEPT_ENCODING"] = _REFUSED.sub("", accepted)
        return super().get_response(method, request)

    def get_range_response(
        self, range_header: str, base_headers: Headers, file_handle: BufferedIOBase | None
    ) -> Any:
        """Answer a range, also of one byte, which WhiteNoise 6.12 takes for an empty one.

        Readers of Parquet ask for one byte to learn whether ranges are served.
        """
        size = int(dict(base_headers)["Content-Length"])
        start, end = self.get_byte_range(range_header, size)
        if start != end or start >= size:
            answer = super().get_range_response(range_header, base_headers, file_handle)
            if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                answer.headers += [("Content-Length", "0"), ("Cache-Control", "no-cache")]
            return answer
        headers = [each for each in base_headers if each[0] != "Content-Length"]
        headers += [("Content-Range", f"bytes {start}-{end}/{size}"), ("Content-Length", "1")]
        if file_handle is None:
            return Response(HTTPStatus.PARTIAL_CONTENT, headers, None)
        with file_handle:
            file_handle.seek(start)
            byte = file_handle.read(1)
        return Response(HTTPStatus.PARTIAL_CONTENT, headers, BytesIO(byte))


class Site:
    """The WSGI application. Files are looked up anew for each request: a build may replace them.

    Args:
        folder: The folder to serve; nothing outside of it is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method = environ["REQUEST_METHOD"]
        if method not in _METHODS:
            allow = [("Allow", ", ".join(_METHODS))]
            return _say(HTTPStatus.METHOD_NOT_ALLOWED, method, start_response, allow)
        path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
        found = find(self._folder, path)
        if found is None and not (self._folder / _PAGE).exists():
            return _say(HTTPStatus.SERVICE_UNAVAILABLE, method, start_response, text=_UNBUILT)
        if found is None:
            return _say(HTTPStatus.NOT_FOUND, method, start_response)
        file = _File(str(found), _headers(self._folder, found), {"br": f"{found}.br"})
        response = file.get_response(method, environ)
        status = HTTPStatus(response.status)
        start_response(f"{status} {status.phrase}", [*response.headers, *policy().security.items()])
        if response.file is None:
            return []
        wrapper: type[FileWrapper] = environ.get("wsgi.file_wrapper", FileWrapper)
        return wrapper(response.file)


def find(folder: Path, path: str) -> Path | None:
    """Return the file that answers a path: itself, or the page for what the page shows.

    Args:
        folder: The folder that is served.
        path: The decoded path of a request. Without an extension it is the web app's own, such as
            /film/dumbo.

    Returns:
        Nothing if no file inside the folder does.
    """
    parts = path.split("/")[1:]
    if not path.startswith("/") or any(each in ("", ".", "..") for each in parts[:-1]):
        return None
    if parts[-1] in (".", "..") or "\\" in path or "\0" in path:
        return None
    name = PurePosixPath(path)
    if name.suffix == ".br":
        return None  # a variant, not a file of its own
    wanted = folder.joinpath(*parts) if name.suffix else folder / _PAGE
    try:
        found = wanted.resolve(strict=True)
    except (OSError, RuntimeError):  # absent, too long a name, links in a ring
        return None
    return found if found.is_file() and found.is_relative_to(folder.resolve()) else None


def _headers(folder: Path, found: Path) -> Headers:
    path = f"/{found.relative_to(folder.resolve()).as_posix()}"
    return [
        ("Content-Type", policy().content_type(path)),
        ("Cache-Control", policy().cache_control(path)),
        ("Accept-Ranges", "bytes"),
    ]


def _say(
    status: HTTPStatus,
    method: str,
    start_response: StartResponse,
    headers: Headers | None = None,
    text: str = "",
) -> list[bytes]:
    """Answer with the status in words, or with a text that says more."""
    body = f"{text or f'{status} {status.phrase}'}\n".encode()
    told = [
        ("Content-Type", policy().content_types[".txt"]),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-cache"),
        *(headers or ()),
        *policy().security.items(),
    ]
    start_response(f"{status} {status.phrase}", told)
    return [] if method == "HEAD" else [body]
