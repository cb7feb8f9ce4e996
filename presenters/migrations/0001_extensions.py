"""What all three apps ask of PostgreSQL: extensions, the sort key of names, and editions that nothing leaves."""

from typing import ClassVar

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations
from django.db.migrations.operations.base import Operation

# unaccent() itself is only STABLE; with its dictionary named, the result depends on nothing else.
FOLD = """
create function lectern_fold(text) returns text language sql immutable parallel safe strict
as $$ select lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
"""

# A trigger's name stands in the error as the constraint's name; its arguments are the column and the message.
KEEP_COLUMN = """
create function lectern_keep_column() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) -> tg_argv[0] is distinct from to_jsonb(old) -> tg_argv[0] then
    raise check_violation using message = tg_argv[1], constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    operations: ClassVar[list[Operation]] = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FOLD, "drop function lectern_fold(text)"),
        migrations.RunSQL(KEEP_COLUMN, "drop function lectern_keep_column()"),
    ]
