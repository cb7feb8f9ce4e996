"""Where organizers edit: admin classes of all three apps, since all of them need to know of the conference."""

from schedule.admin import editions

__all__ = ["editions"]
