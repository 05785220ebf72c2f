"""Say before a certificate run what a director should know."""

from collections.abc import Iterator

from checkin.attendance.participant_filter import filter_participants
from checkin.certificates.differences import changed_text
from checkin.certificates.open_excuses import open_excuse_text
from checkin.certificates.plan import Plan, gave_none_text, missing_facts, unseen_text
from checkin.i18n.translator import Translator
from checkin.store.open_course import OpenCourse


def run_notes(opened: OpenCourse, planned: Plan, tr: Translator, who: str = "") -> Iterator[str]:
    """Yield the notes of a run, one sentence each; of those about people only the notes about the chosen ones.

    ``who`` is an expression of :func:`filter_participants`. Revoked certificates are not among the notes.
    """
    course = opened.course
    if planned.due and (lacking := missing_facts(opened)):
        yield tr.sentence(lacking)
    if planned.open:
        titles = tr.some([session.title for session in planned.open], between="; ")
        yield tr("Sessions over and not closed: {sessions}.", sessions=titles)
    if unproofed := filter_participants(planned.unproofed, who):
        yield tr("Names not checked yet: {names}", names=tr.some([person.name for person in unproofed]))
    if gave_none := filter_participants(planned.gave_none, who):
        yield gave_none_text(gave_none, tr)
    if unseen := filter_participants(planned.unseen, who):
        yield unseen_text(unseen, tr)
    yield from map(tr.sentence, (*planned.without_effect, *planned.doubled))
    if planned.to_come:
        n = len(planned.to_come)
        yield tr.plural("{n} session is still to come.", "{n} sessions are still to come.", n)
    for found in planned.excuses:
        if filter_participants([found.attendance.person], who):
            yield open_excuse_text(found, course, tr)
    for changed in planned.changed:
        if filter_participants([changed.attendance.person], who):
            yield changed_text(changed, course, tr)
