"""Where organizers edit: admin classes of all three apps, since all of them need to know of the conference."""

from schedule.admin import changes, editions, people, sessions

__all__ = ["changes", "editions", "people", "sessions"]
