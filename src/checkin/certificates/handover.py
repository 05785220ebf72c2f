"""Record that certificates were handed over, from the signed handover list."""

from checkin.certificates.issue import require_valid
from checkin.certificates.lookup import the_valid_one
from checkin.core.errors import CertificateError
from checkin.core.events import Event, Kind, NewEvent
from checkin.core.text import names_of
from checkin.door.paper_entry import rows_named
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Issued


def hand_over(opened: OpenCourse, text: str, *, actor: str | None = None) -> list[Event]:
    """Record the certificates with these numbers as handed over, all or none; return the new entries.

    ``text`` has the last digits of the numbers, like ``3 7 12-18``. Certificates that were handed over before are left
    as they are. Raises :class:`InputError` for another text, :class:`CertificateError` for a number that no valid
    certificate has, or several.
    """
    wanted = rows_named(text)
    with opened.record.writing() as writing:
        by_place: dict[int, list[Issued]] = {}
        for one in certificates.issued(writing.conn):
            by_place.setdefault(int(one.facts["place"]), []).append(one)
        if lost := [number for number in wanted if number not in by_place]:
            raise CertificateError(
                "No certificate has the number {numbers}. Nothing was recorded.",
                numbers=names_of([str(number) for number in lost]),
            )
        chosen = [found for number in wanted if (found := the_valid_one(by_place[number])) is not None]
        for one in chosen:
            require_valid(one)
        return [
            writing.append(NewEvent(kind=Kind.DELIVER, participant=one.participant, ref=one.event_id, actor=actor))
            for one in chosen
            if not one.delivered_at
        ]
