"""Build the register of certificates as a list on paper."""

from collections.abc import Mapping
from datetime import date

from checkin.exports.list_pdf import Column, PaperList, list_of_course
from checkin.exports.register import register
from checkin.i18n.cldr import printed_country
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse


def register_list(opened: OpenCourse) -> PaperList:
    """Return the register: number, person, decision, date and state of every certificate that was issued."""
    course, tr = opened.course, get_translator(opened.course.language)
    table = register(opened, course.language)
    plain = list(register(opened).objects())
    countries = [printed_country(course, str(row["country"] or "")) for row in plain]
    rows = [_row(row, country, tr) for row, country in zip(table.shown(), countries, strict=True)]
    columns = [
        *(Column(tr("No.")), Column(tr("Name"), 4.4), Column(tr("Country"), 2), Column(tr("Institution"), 3.2)),
        *(Column(tr("Role"), 2.6), Column(tr("Decision"), 2), Column(tr("Issued on")), Column(tr("Verification code"))),
        *(Column(tr("State"), 2.4), Column(tr("Handed over"))),
    ]
    valid = sum(row["state"] == "valid" for row in plain)
    return list_of_course(
        opened,
        title=tr("Register of certificates"),
        subtitle=tr(
            "{issued} issued, {valid} valid. {day}",
            issued=len(rows),
            valid=valid,
            day=tr.long_date(course.local(opened.record.clock.now()).date()),
        ),
        columns=columns,
        rows=rows,
        wide=True,
    )


def _row(row: Mapping[str, str], country: str, tr: Translator) -> tuple[str, ...]:
    percent = tr.percent(row["percent"]) if row["percent"] else ""
    return (
        *(row["number"], row["name"], country, row["institution"], row["role"], row["decision"] or percent),
        tr.table_date(date.fromisoformat(row["issued_on"])),
        row["verification"],
        row["note"] or row["state"],
        tr.table_date(date.fromisoformat(row["delivered"])) if row["delivered"] else "",
    )
