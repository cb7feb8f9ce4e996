"""A changed permalink or slug keeps the old address answering, without anyone thinking of it."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# Paths are kept in the form of presenters.paths.path_key: lower case, no slash at the end.
KEEP_OLD_PATH = """
create function lectern_keep_old_path() returns trigger language plpgsql as $$
declare
  path_before text := lower(rtrim(old.permalink, '/'));
  path_now text := lower(rtrim(new.permalink, '/'));
begin
  if path_before <> path_now then
    new.old_paths := array_remove(array_remove(new.old_paths, path_now), path_before);
    if path_before <> '' then
      new.old_paths := array_append(new.old_paths, path_before);
    end if;
  end if;
  return new;
end $$;
"""

KEEP_OLD_SLUG = """
create function lectern_keep_old_slug() returns trigger language plpgsql as $$
declare
  path_before text := lower('/presenters/' || old.slug);
begin
  if old.slug <> new.slug and path_before <> lower(rtrim(new.permalink, '/')) then
    new.old_paths := array_append(array_remove(new.old_paths, path_before), path_before);
  end if;
  return new;
end $$;
"""

TRIGGER = """
create trigger presenter_keeps_its_old_path before update of permalink on presenters_presenter
  for each row execute function lectern_keep_old_path();
create trigger presenter_keeps_its_old_slug before update of slug on presenters_presenter
  for each row execute function lectern_keep_old_slug();
"""

TRIGGER_REVERSE = """
drop trigger presenter_keeps_its_old_slug on presenters_presenter;
drop trigger presenter_keeps_its_old_path on presenters_presenter;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("presenters", "0003_presenter_stays")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(KEEP_OLD_PATH, "drop function lectern_keep_old_path()"),
        migrations.RunSQL(KEEP_OLD_SLUG, "drop function lectern_keep_old_slug()"),
        migrations.RunSQL(TRIGGER, TRIGGER_REVERSE),
    ]
