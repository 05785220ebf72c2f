"""Compare the groups of people with the groups of sessions: what matches nothing is a typing error, or counts nowhere.

Pure.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from checkin.core.course import Participant, Role, Session
from checkin.core.group_names import group_key, group_keys
from checkin.core.text import TranslatableText, clean, names_of, sentence
from checkin.intake.words.group_cells import may_mean_everybody

_MOST_NAMED = 5


def for_everybody(sessions: Sequence[Session], groups: Collection[str]) -> tuple[list[Session], list[str]]:
    """Make sessions for everybody if their group may mean so and nobody has it; return the texts of those groups too.

    ``groups`` are those of the people.
    """
    known, texts, found = group_keys(groups), dict[str, None](), list[Session]()
    for session in sessions:
        said = [group for group in session.groups if may_mean_everybody(group) and group_key(group) not in known]
        texts |= dict.fromkeys(said)
        found.append(replace(session, groups=()) if said else session)
    return found, list(texts)


def unmatched_groups(people: Sequence[Participant], sessions: Sequence[Session]) -> list[TranslatableText]:
    """Name sessions whose groups nobody has, and people whose groups no session has."""
    taking = [person for person in people if person.role is Role.PARTICIPANT and person.listed and not person.withdrawn]
    grouped = [session for session in sessions if session.groups and session.counts]
    if not grouped or not taking:
        return []
    of_sessions = group_keys(group for session in grouped for group in session.groups)
    of_people = group_keys(group for person in taking for group in person.groups)
    has_role = {role.value for role in Role}
    lone = [one for one in grouped if not (has_role & set(one.groups) or of_people & group_keys(one.groups))]
    reached = {group_key(role.value) for role in Role} & of_sessions
    lost = (
        [] if Role.PARTICIPANT.value in reached else [one for one in taking if not group_keys(one.groups) & of_sessions]
    )
    found = []
    if lone:
        texts = [f"{clean(one.title)} ({', '.join(map(clean, one.groups))})" for one in lone]
        found.append(
            sentence(
                "Nobody on the list has the group of these sessions, so nobody is expected there: {sessions}.",
                sessions=names_of(texts, _MOST_NAMED),
            )
        )
    if named := [one for one in lost if one.groups]:
        texts = [f"{clean(one.name)} ({', '.join(map(clean, one.groups))})" for one in named]
        found.append(
            sentence(
                "No session has the group of these people, so they are expected only at sessions without a group: "
                "{people}.",
                people=names_of(texts, _MOST_NAMED),
            )
        )
    without = [clean(one.name) for one in lost if not one.groups]
    if without and 2 * (len(taking) - len(lost)) > len(taking):
        found.append(
            sentence(
                "These people have no group, so they are expected only at sessions without a group: {people}.",
                people=names_of(without, _MOST_NAMED),
            )
        )
    return found
