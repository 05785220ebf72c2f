"""Count who was trained over several editions: holders of a certificate that stands. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checkin.core.course import Role
from checkin.core.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person who holds a certificate that stands. ``role`` is one of :class:`Role`, or a text of an older record."""

    name: str
    country: str
    institution: str = ""
    email: str = ""
    role: str = Role.PARTICIPANT.value

    def may_be(self, other: "Holder") -> bool:
        """Return True if this may be the same person in another edition's record.

        Name and country must be equal, and institution and e-mail where both records have them.
        """
        if (fold(self.name), self.country) != (fold(other.name), other.country):
            return False
        pairs = ((self.institution, other.institution), (self.email, other.email))
        return all(fold(one) == fold(two) for one, two in pairs if one.strip() and two.strip())


def count_trained(records: Iterable[Sequence[Holder]]) -> int:
    """Count the participants who hold a certificate, over the records of all editions.

    Two people of one record are never merged. Between records people are matched by :meth:`Holder.may_be`.
    """
    known: list[Holder] = []
    for record in records:
        free = list(known)
        for holder in record:
            if holder.role != Role.PARTICIPANT.value:
                continue
            match = next((other for other in free if holder.may_be(other)), None)
            if match is None:
                known.append(holder)
            else:
                free.remove(match)
    return len(known)
