"""Content trees in: Markdown files with YAML front matter, as conferences have kept them, become a conference.

``tree`` finds the files, ``front_matter`` and ``entries`` read them (pure: nothing is written), ``writer`` compares
with what was imported before and with what people edited since, and writes all or nothing; ``report`` says what was.
"""
