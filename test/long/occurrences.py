"""Reads [{"file", "from", "until", "zone"}] from stdin and writes, for each, what recurring_ical_events finds there:
[[start, end, title], ...], instants in ISO 8601 or dates, or a string that says why it is refused."""

import datetime
import json
import sys
import zoneinfo

import icalendar
import recurring_ical_events


def told(moment, zone):
    if not isinstance(moment, datetime.datetime):
        return moment.isoformat()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def occurrences(file, begin, end, zone):
    calendars = icalendar.Calendar.from_ical(open(file, "rb").read(), multiple=True)
    found = []
    for calendar in calendars:
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        for event in query.between(datetime.date.fromisoformat(begin), datetime.date.fromisoformat(end)):
            start, finish = event.start, event.end
            found.append([told(start, zone), told(finish, zone), str(event.get("SUMMARY", ""))])
    return sorted(found)


results = []
for one in json.load(sys.stdin):
    try:
        results.append(occurrences(one["file"], one["from"], one["until"], zoneinfo.ZoneInfo(one["zone"])))
    except Exception as error:
        results.append(f"{type(error).__name__}: {error}"[:200])
json.dump(results, sys.stdout)
