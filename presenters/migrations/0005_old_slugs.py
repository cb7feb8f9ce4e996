"""A changed slug keeps /presenters/ and the old one answering, as a changed permalink does."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

TRIGGER = """
create function lectern_keep_old_slug() returns trigger language plpgsql as $$
declare
  path_before text := lower('/presenters/' || old.slug);
begin
  if old.slug <> new.slug and path_before <> lower(rtrim(new.permalink, '/')) then
    new.old_paths := array_append(array_remove(new.old_paths, path_before), path_before);
  end if;
  return new;
end $$;
create trigger presenter_keeps_its_old_slug before update of slug on presenters_presenter
  for each row execute function lectern_keep_old_slug();
"""

TRIGGER_REVERSE = """
drop trigger presenter_keeps_its_old_slug on presenters_presenter;
drop function lectern_keep_old_slug();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("presenters", "0004_old_paths")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(TRIGGER, TRIGGER_REVERSE)]
