"""Say what became of every column of a file. Pure."""

from collections.abc import Collection
from operator import itemgetter

from checkin.core.errors import Notice, Topic
from checkin.core.text import joined, lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import SECRET, Columns, is_used
from checkin.intake.tables.field_names import field_word, shown_field

MOST_COLUMNS_NAMED = 40


def columns_notice(table: Table, columns: Columns, *, name_empty: bool = True) -> list[Notice]:
    """Say which column became which field, in one line if all are called as their field, and which are not read.

    ``name_empty`` names the columns without a text, unless the caller does.
    """
    used = sorted(
        ((place, name) for name, place in columns.fields.items() if not table.places or table.places[place] >= 0),
        key=itemgetter(0),
    )
    is_own = columns.export is not None and columns.export.own
    plain = is_own or all(_is_called_so(table.headings[place], name) for place, name in used)
    secrets = {place for place in columns.ignored if SECRET.fullmatch(lookup_key(table.headings[place]))}
    others = [place for place in columns.facts if table.headings[place] or is_used(table, place)]
    notices = []
    if used and plain and not others and not columns.ignored:
        reason = sentence("all columns are recognised by their names ({n})", n=len(used))
        notices.append(table.notice(reason, topic=Topic.COLUMNS))
    elif used and plain:
        names = names_of([quoted(table.headings[place]) for place, _ in used], MOST_COLUMNS_NAMED)
        notices.append(
            table.notice(
                sentence("columns that are recognised by their names: {names}", names=names), topic=Topic.COLUMNS
            )
        )
    elif used:
        said = [
            sentence("{heading} = {field}", heading=quoted(table.headings[place]), field=field_word(name))
            for place, name in used
        ]
        notices.append(table.notice(sentence("columns: {columns}", columns=joined(said)), topic=Topic.COLUMNS))
    if skipped := [_called(table, place) for place in sorted(columns.ignored - secrets)]:
        names = names_of(skipped, MOST_COLUMNS_NAMED)
        notices.append(table.notice(sentence("columns that are not read: {names}", names=names), topic=Topic.COLUMNS))
    if name_empty and (empty := [_called(table, place) for place in others if not is_used(table, place)]):
        names = names_of(empty, MOST_COLUMNS_NAMED)
        notices.append(table.notice(sentence("columns without a text beneath them: {names}", names=names)))
    return notices


def unused_columns_notice(table: Table, columns: Columns, named: Collection[int] = ()) -> list[Notice]:
    """Name the columns of a programme that are not used, but for those that another notice names."""
    names = [heading for place, heading in columns.facts.items() if place not in named]
    return [table.notice(sentence("not used: {names}", names=names_of(names, MOST_COLUMNS_NAMED)))] if names else []


def _called(table: Table, place: int) -> str:
    return quoted(table.headings[place]) if table.headings[place] else table.letter(place)


def _is_called_so(heading: str, name: str) -> bool:
    return lookup_key(heading) in {name.replace("_", " "), shown_field(name).replace("_", " ")}
