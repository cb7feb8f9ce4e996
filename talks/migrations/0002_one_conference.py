"""Nothing of a talk points into another conference.

A foreign key keeps the other row there, and that row never changes its conference, so a look at the moment
of writing holds for ever: no lock is needed.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

SQL = """
create trigger talk_stays_in_its_conference before update of site_id on talks_talk
  for each row execute function lectern_keep_column('site_id', 'A talk stays in its conference.');
create trigger tag_stays_in_its_conference before update of site_id on talks_tag
  for each row execute function lectern_keep_column('site_id', 'A tag stays in its conference.');

create function talks_one_conference() returns trigger language plpgsql as $$
declare other text;
begin
  if tg_table_name = 'talks_talkpresenter' then
    select presenter.name into other from presenters_presenter presenter, talks_talk talk
      where presenter.id = new.presenter_id and talk.id = new.talk_id and presenter.site_id <> talk.site_id;
  elsif tg_table_name = 'talks_talk_tags' then
    select tag.name into other from talks_tag tag, talks_talk talk
      where tag.id = new.tag_id and talk.id = new.talk_id and tag.site_id <> talk.site_id;
  else
    select talk.title into other from talks_talk talk
      where talk.id = new.replaced_by_id and talk.site_id <> new.site_id;
  end if;
  if other is not null then
    raise check_violation using message = format('“%s” belongs to another conference than the talk.', other),
      constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
create trigger talk_and_its_presenters_share_a_conference before insert or update on talks_talkpresenter
  for each row execute function talks_one_conference();
create trigger talk_and_its_tags_share_a_conference before insert or update on talks_talk_tags
  for each row execute function talks_one_conference();
create trigger talk_and_its_replacement_share_a_conference before insert or update of replaced_by_id on talks_talk
  for each row execute function talks_one_conference();
"""

REVERSE_SQL = """
drop trigger talk_and_its_replacement_share_a_conference on talks_talk;
drop trigger talk_and_its_tags_share_a_conference on talks_talk_tags;
drop trigger talk_and_its_presenters_share_a_conference on talks_talkpresenter;
drop function talks_one_conference();
drop trigger tag_stays_in_its_conference on talks_tag;
drop trigger talk_stays_in_its_conference on talks_talk;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("talks", "0001_talk"), ("presenters", "0003_presenter_stays")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(SQL, REVERSE_SQL)]
