"""Where organizers edit: admin classes of all three apps, since all of them need to know of the conference."""
