"""Nothing of the schedule points into another conference, and a talk's slot is cancelled with its talk."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

ONE_CONFERENCE = """
create trigger conference_keeps_its_site before update of site_id on schedule_conference
  for each row execute function lectern_keep_column('site_id', 'A conference keeps its site; change the site''s domain.');
create trigger room_stays_in_its_conference before update of conference_id on schedule_room
  for each row execute function lectern_keep_column('conference_id', 'A room stays in its conference.');
create trigger track_stays_in_its_conference before update of conference_id on schedule_track
  for each row execute function lectern_keep_column('conference_id', 'A track stays in its conference.');
create trigger slot_stays_in_its_conference before update of conference_id on schedule_slot
  for each row execute function lectern_keep_column('conference_id', 'A slot stays in its conference.');

create function schedule_one_conference() returns trigger language plpgsql as $$
declare other text;
begin
  select format('Room “%s”', name) into other from schedule_room
    where id = new.room_id and conference_id <> new.conference_id;
  if other is null then
    select format('Track “%s”', code) into other from schedule_track
      where id = new.track_id and conference_id <> new.conference_id;
  end if;
  if other is null then
    select format('“%s”', talk.title) into other from talks_talk talk, schedule_conference conference
      where talk.id = new.talk_id and conference.id = new.conference_id and talk.site_id <> conference.site_id;
  end if;
  if other is not null then
    raise check_violation using message = format('%s belongs to another conference than the slot.', other),
      constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
create trigger slot_and_what_it_holds_share_a_conference before insert or update of room_id, track_id, talk_id on schedule_slot
  for each row execute function schedule_one_conference();
"""

ONE_CONFERENCE_REVERSE = """
drop trigger slot_and_what_it_holds_share_a_conference on schedule_slot;
drop function schedule_one_conference();
drop trigger slot_stays_in_its_conference on schedule_slot;
drop trigger track_stays_in_its_conference on schedule_track;
drop trigger room_stays_in_its_conference on schedule_room;
drop trigger conference_keeps_its_site on schedule_conference;
"""

# FOR SHARE: a cancellation at the same moment waits for this slot, and then updates it.
CANCELLED_WITH_ITS_TALK = """
create function schedule_cancelled_with_its_talk() returns trigger language plpgsql as $$
begin
  if new.talk_id is not null then
    select status = 'cancelled' into new.is_cancelled from talks_talk where id = new.talk_id for share;
  end if;
  return new;
end $$;
create trigger slot_is_cancelled_with_its_talk before insert or update of talk_id, is_cancelled on schedule_slot
  for each row execute function schedule_cancelled_with_its_talk();

create function schedule_talk_status_changed() returns trigger language plpgsql as $$
begin
  update schedule_slot set is_cancelled = (new.status = 'cancelled') where talk_id = new.id;
  return null;
end $$;
create trigger slot_follows_its_talks_status after update of status on talks_talk
  for each row when (old.status is distinct from new.status) execute function schedule_talk_status_changed();
"""

CANCELLED_WITH_ITS_TALK_REVERSE = """
drop trigger slot_follows_its_talks_status on talks_talk;
drop function schedule_talk_status_changed();
drop trigger slot_is_cancelled_with_its_talk on schedule_slot;
drop function schedule_cancelled_with_its_talk();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("schedule", "0001_schedule"), ("talks", "0002_one_conference")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(ONE_CONFERENCE, ONE_CONFERENCE_REVERSE),
        migrations.RunSQL(CANCELLED_WITH_ITS_TALK, CANCELLED_WITH_ITS_TALK_REVERSE),
    ]
