"""A course of two weeks and 30 people, played through with the commands by a seeded random."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.casebook.shell import Shell

DAYS = ("09", "10", "11", "12", "13", "16", "17", "18", "19", "20")
WORKSHOP_DAYS = ("10", "12", "17", "19")
COUNTRIES = ("Argentina", "Bolivia", "Brazil", "Chile", "Colombia", "Haiti", "Jamaica", "Paraguay", "Peru", "Uruguay")
TWO_WEEKS = "ends = 2026-03-20\n"
BY = ("--reason", "seen in the hall")


def people() -> str:
    """28 participants, of whom two have a second record, and a lecturer."""
    rows = ["code,name,country,institution,role,groups"]
    for number in range(1, 31):
        place = "Dirección de Migraciones" if number % 3 else "Cancillería"
        name = f"Person {number:02}"
        rows.append(f"P{number:02},{name},{COUNTRIES[number % 10]},{place},participant,{'AB'[number % 2]}")
    rows.append("SOL,Soledad Aguirre,Argentina,Guest university,speaker,")
    return "\n".join(rows) + "\n"


def programme() -> str:
    """Two sessions a day, workshops of two groups on four days, and a closing that does not count."""
    rows = ["id,date,start,end,title,room,groups,kind,counts,required"]
    for day in DAYS:
        date = f"2026-03-{day}"
        required = "yes" if day == "09" else ""
        rows.append(f"d{day}a,{date},09:00,10:30,First lecture of {day} March,Main hall,,lecture,yes,{required}")
        rows.append(f"d{day}b,{date},11:00,12:30,Second lecture of {day} March,Main hall,,lecture,yes,")
        if day in WORKSHOP_DAYS:
            rows += [f"d{day}w{g},{date},14:30,16:00,Workshop {g} of {day} March,Room {g},{g},,yes," for g in "AB"]
    rows.append("end,2026-03-20,18:00,19:00,Closing,Main hall,,ceremony,no,")
    return "\n".join(rows) + "\n"


class TwoWeeks:
    """The play: who comes when, and what is corrected."""

    def __init__(self, root: Path, seed: int) -> None:
        self.shell = Shell(root)
        self._random = random.Random(seed)
        self._diligence = {f"P{number:02}": self._random.uniform(0.72, 1) for number in range(1, 31)}
        self._absent_from: dict[str, str] = {}

    def play(self) -> Shell:
        """Play the whole course and return the shell in its folder."""
        self.make_course()
        self.play_acts()
        return self.shell

    def make_course(self) -> None:
        """Make the course folder and load it."""
        self.shell.make_course(people(), programme(), "", TWO_WEEKS)

    def play_acts(self) -> None:
        """Play every day, then the corrections and the closing."""
        for day in DAYS:
            self._day(day)
        self._corrections()
        self._do("session", "close", "--over", "--rest", "absent")

    def _do(self, *words: str, given: str = "") -> None:
        ended = self.shell.command(["checkin", *words], given)
        if ended.status:
            raise AssertionError(f"{words}: {ended.err}")

    def _day(self, day: str) -> None:
        if day == "13":
            # The clock of the laptop is two hours ahead in the morning.
            self._session("d13a", "2026-03-13T09:00", shift=120)
            self._do("session", "move-scans", "d13b", "d13a", "--minutes", "-120", "--reason", "the clock")
        else:
            self._session(f"d{day}a", f"2026-03-{day}T09:00")
        self._session(f"d{day}b", f"2026-03-{day}T11:00")
        if day in WORKSHOP_DAYS:
            for group in "AB":
                self._session(f"d{day}w{group}", f"2026-03-{day}T14:30", group=group)
            self._change_workshop(day)
        if day == "20":
            self._session("end", "2026-03-20T18:00")

    def _session(self, session: str, start: str, *, group: str = "", shift: int = 0) -> None:
        """Scan the people who come: most in time, some late, at up to three times."""
        begins = datetime.fromisoformat(start) + timedelta(minutes=shift)
        coming = [code for code in self._diligence if self._comes(code, start[:10], group)]
        late = [code for code in coming if self._random.random() < 0.12]
        minutes, seconds = self._random.randint(16, 50), self._random.randint(0, 59)
        arrivals = [(begins - timedelta(minutes=4), [code for code in coming if code not in late])]
        if not shift:
            half = len(late) // 2
            arrivals.append((begins + timedelta(minutes=15), late[:half]))
            arrivals.append((begins + timedelta(minutes=minutes, seconds=seconds), late[half:]))
        pinned = ("--session", session) if not shift else ()
        for at, codes in arrivals:
            if codes:
                self._do("scan", "--at", at.isoformat(), *pinned, given="\n".join(codes) + "\n")

    def _comes(self, code: str, date: str, group: str) -> bool:
        number = int(code[1:])
        if group and "AB"[number % 2] != group:
            return False
        # The second records of two people are scanned now and then.
        diligence = 0.2 if number > 28 else self._diligence[code]
        return self._random.random() < diligence and not self._absent_from.get(code, "9") <= date

    def _change_workshop(self, day: str) -> None:
        """Let one person of group A in to workshop B, late or in time."""
        code = f"P{2 * self._random.randint(2, 9):02}"
        self._do("mark", code, "--session", f"d{day}wA", "--as", "absent", *BY)
        at = self._random.choice(((), ("--at", "14:52:30"), ("--at", "14:35")))
        self._do("mark", code, "--session", f"d{day}wB", "--as", "present", *at, *BY)

    def _corrections(self) -> None:
        pick = self._random.choice
        some = [f"P{number:02}" for number in range(10, 28)]
        for day in ("11", "12", "16", "18"):
            self._do("mark", pick(some), "--session", f"d{day}a", "--as", pick(("present", "absent")), *BY)
            self._do("mark", pick(some), "--session", f"d{day}b", "--as", "present", "--at", "11:21:15", *BY)
            self._do("excuse", pick(some), "--session", f"d{day}a", "--granted-by", "Dr. Sosa", *BY)
        days = ("--from", "2026-03-10", "--to", "2026-03-12", "--granted-by", "Dr. Sosa")
        for code in ("P04", "P09"):
            self._do("excuse", code, *days, *BY)
        self._do("withdraw", "P05", "--from", "2026-03-17", *BY)
        self._do("withdraw", "P06", "--from", "2026-03-12", *BY)
        self._do("reinstate", "P06", "--from", "2026-03-16", *BY)
        self._do("withdraw", "P07", "--from", "2026-03-11", *BY)
        self._do("undo", "--last", *BY)
        self._do("merge", "P29", "P03", "--anyway", *BY)
        self._do("merge", "P30", "P08", "--anyway", *BY)
        self._do("session", "shift", "d11a", "20", *BY)
        self._do("session", "move", "d19b", "--to", "2026-03-19T11:10", *BY)
        self._do("session", "cancel", "d18b", *BY)
