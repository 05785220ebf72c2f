"""Report on people: participants with their results, lecturers, withdrawals, and what was entered by hand."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from checkin.attendance.effect_text import marked_status
from checkin.attendance.rule_in_words import all_sessions, as_sentence
from checkin.attendance.summary import PersonAttendance
from checkin.core.course import Course, Participant, Role, Session
from checkin.core.events import Event, Kind, parse_time
from checkin.core.namesakes import marks_of_namesakes, told_apart
from checkin.core.speaker_names import NamedSpeaker, SpeakerNames
from checkin.core.sum_in_words import format_percent
from checkin.core.text import clean, fold, in_context
from checkin.exports.report.document import Grid, Section, each_once
from checkin.exports.table import share_text
from checkin.i18n.cldr import printed_country
from checkin.i18n.table_headings import word
from checkin.i18n.translator import Translator, get_translator
from checkin.store import event_log
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Decision
from checkin.store.roster import participants, programme

_MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """What the sections about people are made of, read at one moment."""

    course: Course
    roster: Mapping[str, Participant]
    marks: Mapping[str, str]
    sessions: Sequence[Session]
    titles: Mapping[str, str]
    by_hand: Sequence[Event]
    decided: Mapping[str, Decision]
    numbers: Mapping[str, str]

    @property
    def tr(self) -> Translator:
        """Return the texts of the course's language."""
        return get_translator(self.course.language)

    def name(self, person: str | None) -> str:
        """Return a person's name, with a distinction if another person has the same name."""
        found = self.roster.get(person or "")
        return "" if found is None else told_apart(found, self.marks)


def read_people_facts(conn: sqlite3.Connection, course: Course) -> PeopleFacts:
    """Read the facts about people other than their attendance."""
    roster = participants.roster(conn, everybody=True)
    sessions = programme.read_programme(conn)
    every = (*programme.retired_sessions(conn), *programme.loaded_sessions(conn), *sessions)
    return PeopleFacts(
        course=course,
        roster={person.id: person for person in roster},
        marks=marks_of_namesakes(roster),
        sessions=sessions,
        titles={one.id: f"{_time(course, one.starts_at)} {clean(one.title)}" for one in every},
        by_hand=event_log.entries_by_hand(conn),
        decided=certificates.decisions(conn),
        numbers={who: one.number for who, one in certificates.standing(certificates.issued(conn)).items()},
    )


def people_sections(facts: PeopleFacts, tallies: Sequence[PersonAttendance], now: datetime) -> list[Section]:
    """Return the sections about people; those without a row are left out."""
    sections = [
        _participants(facts, tallies, now),
        _lecturers(facts, now),
        _withdrawals(facts),
        _excuses(facts),
        _corrections(facts),
        _decisions(facts),
    ]
    return [section for section in sections if section.grid and section.grid.rows]


def _participants(facts: PeopleFacts, tallies: Sequence[PersonAttendance], now: datetime) -> Section:
    tr, course = facts.tr, facts.course
    taking_part = [one for one in tallies if one.person.role is Role.PARTICIPANT]
    named = sorted(
        ((printed_country(course, one.person.country) or tr("without a country"), one) for one in taking_part),
        key=lambda pair: (not pair[1].person.country, tr.sort_key(pair[0]), tr.sort_key(pair[1].person.name)),
    )
    rows = [
        [
            country,
            told_apart(one.person, facts.marks),
            clean(one.person.institution),
            tr.decimal(share_text(one.figures.credit, one.figures.out_of)),
            tr.percent(format_percent(one.figures.percent, course.policy.threshold)),
            _result(tr, one),
            facts.numbers.get(one.person.id, ""),
        ]
        for country, one in named
    ]
    headings = [
        *(tr("Country"), tr("Name"), tr("Institution"), tr("credited"), "%"),
        *(tr("Requirements"), tr("Certificate")),
    ]
    rule = as_sentence(tr.clause(all_sessions(tallies, now)))
    return Section(tr("Participants"), [rule] if rule else [], grid=Grid(headings, rows, frozenset({3, 4})))


def _result(tr: Translator, one: PersonAttendance) -> str:
    if one.person.withdrawn and not one.figures.earned:
        return tr("withdrawn")
    return tr("met") if one.figures.earned else tr("not met")


def _lecturers(facts: PeopleFacts, now: datetime) -> Section:
    """Give a person of the list one row, however the programme writes the name: the sessions of the certificate."""
    tr, known = facts.tr, SpeakerNames(one for one in facts.roster.values() if one.listed)
    given: dict[str, dict[str, Session]] = defaultdict(dict)
    names: dict[str, tuple[str, str]] = {}
    for session in facts.sessions:
        for text in session.speakers if session.starts_at <= now else ():
            for key, said in _speaker_rows(facts, known.named(text)):
                names.setdefault(key, said)
                given[key][session.id] = session
    rows = []
    for key in sorted(given, key=lambda key: (-_minutes([*given[key].values()]), fold(names[key][0]), key)):
        sessions = [*given[key].values()]
        titles = tr.some([facts.titles[session.id] for session in sessions], between="; ")
        rows.append([*names[key], titles, str(len(sessions)), str(_minutes(sessions))])
    headings = [
        tr("Name"),
        tr("Institution"),
        tr("Sessions"),
        tr(in_context("heading: how many sessions", "Number")),
        tr("minutes"),
    ]
    return Section(tr("Lecturers"), grid=Grid(headings, rows, frozenset({3, 4})))


def _speaker_rows(facts: PeopleFacts, named: Sequence[NamedSpeaker]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield a key, and name and place, for each person whom a text names; the text itself if that is nobody's name."""
    for one in named:
        if not one.people and one.text:
            yield fold(one.text), (one.text, "")
        for person in one.people:
            place = (clean(person.institution), printed_country(facts.course, person.country))
            yield person.id, (told_apart(person, facts.marks), ", ".join(filter(None, place)))


def _minutes(sessions: Sequence[Session]) -> int:
    return sum(session.minutes for session in sessions)


def _withdrawals(facts: PeopleFacts) -> Section:
    tr = facts.tr
    acts = defaultdict(list)
    for event in facts.by_hand:
        if event.kind in (Kind.WITHDRAW, Kind.REINSTATE):
            acts[event.participant].append(event)
    rows = []
    for person in facts.roster.values():
        for first, after in person.withdrawals:
            rows.append(
                [
                    facts.name(person.id),
                    printed_country(facts.course, person.country),
                    tr.table_date(first) if first != date.min else tr("before the course"),
                    tr.table_date(after) if after != date.max else "",
                    each_once(event.actor for event in acts[person.id]),
                    each_once(tr.recorded(event.reason) for event in acts[person.id]),
                ]
            )
    headings = [tr("Name"), tr("Country"), tr("Withdrawn from"), tr("Back on"), tr("By"), tr("Reason")]
    return Section(tr("Withdrawals"), grid=Grid(headings, rows))


def _excuses(facts: PeopleFacts) -> Section:
    tr = facts.tr
    excuses = [(event, event.read_facts()) for event in facts.by_hand if event.kind == Kind.EXCUSE]
    # A document that came later is an excuse of its own for the same days.
    latest = {
        (event.participant, event.session, said.get("from"), said.get("to")): (event, said) for event, said in excuses
    }
    found = list(latest.values())
    papers: Mapping[object, str] = {True: tr("seen"), False: tr("missing")}
    rows = []
    for event, said in found[:_MOST_ROWS]:
        paper = papers.get(said.get("paper"), tr("not asked for"))
        granted = clean(str(said.get("granted_by") or event.actor or ""))
        rows.append(
            [facts.name(event.participant), _when(facts, event, said), paper, granted, tr.recorded(event.reason)]
        )
    headings = [tr("Name"), tr("Session or days"), tr("Supporting document"), tr("By"), tr("Reason")]
    return Section(tr("Excuses"), _and_more(tr, len(found)), grid=Grid(headings, rows))


def _when(facts: PeopleFacts, event: Event, said: Mapping[str, str]) -> str:
    if event.session is not None:
        return facts.titles.get(event.session, event.session)
    days = [facts.tr.table_date(date.fromisoformat(said[key])) for key in ("from", "to") if said.get(key)]
    return " – ".join(dict.fromkeys(days))


def _corrections(facts: PeopleFacts) -> Section:
    tr = facts.tr
    found = {(event.participant, event.session): event for event in facts.by_hand if event.kind == Kind.MARK}
    rows = []
    for event in list(found.values())[:_MOST_ROWS]:
        held = next((one for one in facts.sessions if one.id == event.session), None)
        status = word(marked_status(event.read_facts(), held, facts.course), tr.language)
        session = facts.titles.get(event.session or "", "")
        rows.append([facts.name(event.participant), session, status, *_who_and_why(tr, event)])
    headings = [tr("Name"), tr("Session"), tr("Status"), tr("By"), tr("Reason")]
    return Section(tr("Entered by hand"), _and_more(tr, len(found)), grid=Grid(headings, rows))


def _decisions(facts: PeopleFacts) -> Section:
    tr = facts.tr
    rows = [
        [
            facts.name(person),
            tr("meets the requirements") if one.earned else tr("does not meet the requirements"),
            tr.table_date(facts.course.local(parse_time(one.at)).date()),
            clean(one.actor),
            tr.recorded(one.reason),
        ]
        for person, one in sorted(facts.decided.items(), key=lambda pair: pair[1].at)
    ]
    headings = [tr("Name"), tr("Decision"), tr("Day"), tr("By"), tr("Reason")]
    return Section(tr("Decisions on certificates"), grid=Grid(headings, rows))


def _who_and_why(tr: Translator, event: Event | None) -> tuple[str, str]:
    return (clean(event.actor or ""), tr.recorded(event.reason)) if event else ("", "")


def _and_more(tr: Translator, count: int) -> list[str]:
    return [tr("The first {n} of {all}.", n=_MOST_ROWS, all=count)] if count > _MOST_ROWS else []


def _time(course: Course, moment: datetime) -> str:
    return get_translator(course.language).table_time(course.local(moment))
