"""A presenter stays in the conference that it was made in."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

SQL = """
create trigger presenter_stays_in_its_conference before update of site_id on presenters_presenter
  for each row execute function lectern_keep_column('site_id', 'A presenter stays in its conference.');
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("presenters", "0002_presenter")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(SQL, "drop trigger presenter_stays_in_its_conference on presenters_presenter"),
    ]
