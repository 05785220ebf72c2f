"""Write one person's letter as a file, to be looked at before anything is sent."""

from dataclasses import replace
from pathlib import Path

from checkin.core.errors import MailError, NotFoundError
from checkin.i18n.file_names import local_file_name
from checkin.mail.addresses import sender_of
from checkin.mail.carrier import FolderCarrier
from checkin.mail.compose import compose
from checkin.mail.delivery import envelope, letter_stem, new_message_id
from checkin.mail.letters import open_letters
from checkin.mail.plan import MailRequest, plan_mail
from checkin.store.open_course import OpenCourse


def preview_letter(opened: OpenCourse, request: MailRequest) -> tuple[Path, int]:
    """Write the letter of the first person who fits; return the file, and how many others fit.

    It does not matter whether the person was written to before. Nothing is sent or recorded. Raises
    :class:`NotFoundError` if nobody would get this letter, :class:`MailError` if it cannot be made.
    """
    plan = plan_mail(opened, replace(request, again=True))
    found = [*plan.due, *plan.doubtful, *plan.refused]
    if not found:
        if plan.unusable:
            raise MailError("{person}: {fault}.", person=plan.unusable[0].person.name, fault=plan.unusable[0].fault)
        raise NotFoundError("Nobody who fits {who} would get this letter.", who=request.who)
    one = found[0]
    with open_letters(opened, request) as maker:
        letter = compose(maker.content(one), envelope(opened, one, new_message_id(opened)))
    carrier = FolderCarrier(opened.folder.letters)
    language = opened.course.language
    stem = f"{local_file_name('preview', language)}-{letter_stem(plan, one, language)}"
    answer = carrier.send(letter, sender_of(opened.course).addr_spec, one.address, stem).answer
    return opened.folder.letters / answer, len(found) - 1
