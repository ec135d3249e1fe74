"""Writes the reports of a month, with some days on which there is nothing to report."""

from reports import Reports

notes = {f"day {day}": f"{day} ships came in." if day % 5 else "" for day in range(1, 32)}
store = {}
Reports().write(notes, store)
for name, report in store.items():
    print(name, report)
