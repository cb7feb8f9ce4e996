"""A changed permalink keeps the old one answering, without anyone thinking of it."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

TRIGGER = """
create trigger talk_keeps_its_old_path before update of permalink on talks_talk
  for each row execute function lectern_keep_old_path();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("talks", "0002_one_conference"), ("presenters", "0004_old_paths")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(TRIGGER, "drop trigger talk_keeps_its_old_path on talks_talk"),
    ]
