#!/usr/bin/env python3
"""Writes data/calendars/<COUNTRY>.txt from PyPI `holidays` (MIT).

Run it from anywhere, with the pinned version, in a fresh environment:

    python3 -m venv /tmp/holidays && /tmp/holidays/bin/pip install holidays==0.108
    /tmp/holidays/bin/python shared/policy/scripts/holidays.py

The output is deterministic: the same version of `holidays` writes the same bytes. `--check` writes nothing and fails when
a file differs. The format is described in data/calendars/README.md; src/calendar/parse.rs reads it. Every calendar that is
written is read back here and compared, day by day, with what the library answers.
"""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

# This script is called holidays.py: without this line `import holidays` would find itself.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).resolve().parent]
import holidays  # noqa: E402

PINNED = "0.108"
FIRST, LAST = 2016, 2030
COUNTRIES = (
    "AE AU BR CA CN DE ES FR GB ID IE IN IT JP KR MX MY NL NZ PH PL PT SA SE SG TH TR TW US VN ZA"
).split()
OUT = Path(__file__).resolve().parent.parent / "data" / "calendars"
DAYS = [date(FIRST, 1, 1) + timedelta(n) for n in range((date(LAST + 1, 1, 1) - date(FIRST, 1, 1)).days)]


class Book:
    """One calendar: its days off by date, its weekends by the date from which they hold, its working weekend days."""

    def __init__(self, country, region=None):
        self.source = holidays.country_holidays(
            country, subdiv=region, years=range(FIRST, LAST + 1), language="en_US"
        )
        self.days_off = {}
        for day, name in sorted(self.source.items()):
            if FIRST <= day.year <= LAST:
                clean = name.replace(", estimated)", ")").replace(" (estimated)", "")
                if "estimated" in clean:
                    raise SystemExit(f"{country}: unknown mark of an estimated day: {name}")
                self.days_off[day] = (clean, "estimated" in name)
        self.weekends = self._weekends()
        self.working_weekend_days = {d for d in self.source.weekend_workdays if FIRST <= d.year <= LAST}

    def _weekends(self):
        """[(first day it holds, (ISO weekdays…))…]: read from one week of each year; `verify` proves that this was enough."""
        spans = []
        for year in range(FIRST, LAST + 1):
            week = (date(year, 6, n) for n in range(1, 8))
            weekdays = tuple(sorted(d.isoweekday() for d in week if self.source.is_weekend(d)))
            if not spans or spans[-1][1] != weekdays:
                spans.append((date(year, 1, 1), weekdays))
        return spans

    def works(self, day):
        weekdays = [w for start, w in self.weekends if start <= day][-1]
        if day.isoweekday() in weekdays:
            return day in self.working_weekend_days
        return day not in self.days_off

    def verify(self, label):
        wrong = [d for d in DAYS if self.works(d) != self.source.is_working_day(d)]
        if wrong:
            raise SystemExit(f"{label}: {len(wrong)} days differ from the library, the first is {wrong[0]}")


def dates(days):
    return " ".join(f"{d:%Y%m%d}" for d in sorted(days))


def section(header, book, base=None):
    """The lines of one calendar; with a base, only what differs from it (a region on top of its country)."""
    lines = [f"[{header}@holidays-{PINNED}/{FIRST}-{LAST}]"]
    if base is None or book.weekends != base.weekends:
        lines += [f"weekend {start:%Y%m%d} {' '.join(map(str, days))}" for start, days in book.weekends]
    base_work = base.working_weekend_days if base else set()
    if book.working_weekend_days - base_work:
        lines.append("work " + dates(book.working_weekend_days - base_work))
    if base_work - book.working_weekend_days:
        raise SystemExit(f"{header}: a region drops a working weekend day of its country; the format cannot say that")
    base_off = base.days_off if base else {}
    gone = base_off.keys() - book.days_off.keys()
    if gone:
        lines.append("open " + dates(gone))
    by_name = {}
    for day, (name, estimated) in book.days_off.items():
        if base_off.get(day) != (name, estimated):
            by_name.setdefault((name, estimated), []).append(day)
    for (name, estimated), days in sorted(by_name.items(), key=lambda item: (min(item[1]), item[0])):
        lines.append(f"{'about' if estimated else 'off'} {dates(days)} {name}")
    return lines


def text_of(country):
    nation = Book(country)
    nation.verify(country)
    lines = section(country, nation)
    for region in sorted(nation.source.subdivisions):
        book = Book(country, region)
        book.verify(f"{country}-{region}")
        lines += section(f"{country}-{region}", book, nation)
    return "\n".join(lines) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="write nothing, fail when a file differs")
    check = arguments.parse_args().check
    if holidays.__version__ != PINNED:
        raise SystemExit(f"holidays {PINNED} is wanted (it names the version of the data), {holidays.__version__} is installed")
    stale = []
    for country in COUNTRIES:
        path, text = OUT / f"{country}.txt", text_of(country)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
            if not check:
                path.write_text(text, encoding="utf-8")
        print(f"{country}: {text.count('[')} calendars, {len(text.encode())} bytes")
    if check and stale:
        raise SystemExit("differ: " + ", ".join(stale))


if __name__ == "__main__":
    main()
