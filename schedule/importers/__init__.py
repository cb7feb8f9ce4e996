"""Content trees in: Markdown files with YAML front matter, as conferences have kept them, become a conference.

``reading`` finds the files and turns each into an entry (pure: nothing is written); ``writing`` compares entries with
what was imported before and with what people edited since, and writes all or nothing; ``report`` says what was.
"""
