"""The timetable of a conference: its days as tables of rooms against time, ready to be printed."""

from schedule.timetable.days import Day, dates_of, days_of
from schedule.timetable.entries import Entry, entries_of
from schedule.timetable.grid import Cell, Grid, Row, grid_of

__all__ = ["Cell", "Day", "Entry", "Grid", "Row", "dates_of", "days_of", "entries_of", "grid_of"]
