"""Keep the crests and signatures of issued certificates by the hash of their content."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from checkin.certificates.page_content import BACKGROUND, PageContent
from checkin.core.course import Course
from checkin.core.errors import CertificateError
from checkin.system.files import write_files_atomically
from checkin.typesetting.images import background, logo

_LENGTH = 32  # letters of the hash


class CertificatePictures:
    """The pictures of certificates in a course folder: those of the course now, and those of issued certificates."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept = root / "certificates" / "pictures"
        self._contents: dict[str, bytes] = {}

    @property
    def kept(self) -> Path:
        """The folder with what duplicates need."""
        return self._kept

    def prepare(self, course: Course) -> Mapping[str, str]:
        """Prepare the pictures that ``course.toml`` names; return the key of each. Raises :class:`DesignError`."""
        style = course.certificate
        named = {*style.logos, course.logo, *(one.picture for one in style.all_signers)} - {""}
        keys = {name: self._keep(*logo(name, self._root)) for name in sorted(named)}
        if style.background:
            keys[BACKGROUND] = self._keep(*background(style.background, self._root))
        return keys

    def of(self, page: PageContent) -> Iterator[tuple[str, bytes]]:
        """Yield the pictures of a page by their keys. Raises :class:`CertificateError` if one is missing."""
        for key in {*page["logos"], *(one["picture"] for one in page["signers"]), page.get("background", "")} - {""}:
            yield key, self._content(key)

    def write(self) -> None:
        """Write the prepared pictures, for duplicates. Raises :class:`OSError`."""
        new = [(key, content) for key, content in self._contents.items() if not (self._kept / key).exists()]
        if new:
            write_files_atomically(self._kept, new)

    def _keep(self, content: bytes, ending: str) -> str:
        key = f"{hashlib.sha256(content).hexdigest()[:_LENGTH]}.{ending}"
        self._contents[key] = content
        return key

    def _content(self, key: str) -> bytes:
        if key not in self._contents:
            try:
                content = (self._kept / Path(key).name).read_bytes()
            except OSError:
                content = b""
            if hashlib.sha256(content).hexdigest()[:_LENGTH] != Path(key).stem:
                raise CertificateError(
                    "A picture of the issued certificate is missing: certificates/pictures/{name}. Copy that folder "
                    "from the station or the backup where the certificate was issued.",
                    name=key,
                )
            self._contents[key] = content
        return self._contents[key]
