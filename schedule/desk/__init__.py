"""The admin's frame: the site, the conference that it is about, and what is to do there.

Apart from ``schedule.admin``, whose classes register with the site and so are imported after it.
"""
