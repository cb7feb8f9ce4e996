"""The version moves with all that a page or a file shows and with nothing else; TRUNCATE is seen; locks have an order."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

before = import_module("schedule.migrations.0004_change_record")

# Also what a filter asks of a session that is gone, and the link of a talk's slot, which calendars show.
PUBLIC_SLOTS = """
create or replace view schedule_public_slot as
select slot.guid, slot.conference_id,
  jsonb_build_object(
    'starts_at', to_char(slot.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'ends_at', to_char(slot.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'room', room.name,
    'title', coalesce(talk.title, slot.title),
    'path', coalesce(talk.permalink, slot.link),
    'presenters', coalesce((
      select jsonb_agg(presenter.name order by place.position, place.id)
      from talks_talkpresenter place join presenters_presenter presenter on presenter.id = place.presenter_id
      where place.talk_id = talk.id), '[]'),
    'is_cancelled', slot.is_cancelled,
    'video', coalesce(talk.video_url, ''),
    'track', track.code,
    'category', talk.category) as facts,
  md5(row(slot.text, slot.kind, slot.link, slot.is_across_rooms, slot.track_id, talk.category, talk.abstract,
    talk.description, talk.audience_level, talk.additional_video_url, talk.slides_url, talk.replaced_by_id)::text) as rest
from schedule_slot slot
  left join schedule_room room on room.id = slot.room_id
  left join schedule_track track on track.id = slot.track_id
  left join talks_talk talk on talk.id = slot.talk_id
where slot.talk_id is null or (talk.is_accepted and talk.is_published and not talk.is_hidden);
"""

# A hidden talk is on no list, but its page shows its slot. Rooms count once something is in them, tags once a public
# talk has them. Which edition is the current one counts too: another host's pages then come from it.
DIGEST = """
create or replace function schedule_public_digest(the_conference bigint) returns text language sql stable as $$
  with edition as (select * from schedule_conference where id = the_conference),
    talk as (select talk.* from talks_talk talk join edition using (site_id) where is_accepted and is_published),
    slot as (select slot.* from schedule_slot slot join edition on edition.id = slot.conference_id
      where is_schedule_public and (talk_id is null or talk_id in (select id from talk)))
  select md5(concat_ws('|',
    (select md5(row(edition.*, site.domain)::text)
      from edition join django_site site on site.id = edition.site_id),
    (select md5(string_agg(room::text, '|' order by room.id)) from schedule_room room
      where id in (select room_id from slot)),
    (select md5(string_agg(track::text, '|' order by track.id)) from schedule_track track
      where track.conference_id = the_conference),
    (select md5(string_agg((to_jsonb(slot) - 'is_overlap_known')::text, '|' order by slot.id)) from slot),
    (select md5(string_agg(talk::text, '|' order by talk.id)) from talk),
    (select md5(string_agg(place::text, '|' order by place.id))
      from talks_talkpresenter place where talk_id in (select id from talk)),
    (select md5(string_agg(row(mark.talk_id, tag.name, tag.slug)::text, '|' order by mark.talk_id, tag.id))
      from talks_talk_tags mark join talks_tag tag on tag.id = mark.tag_id where talk_id in (select id from talk)),
    (select md5(string_agg(presenter::text, '|' order by presenter.id))
      from presenters_presenter presenter join edition using (site_id))
  ));
$$;
"""

# Who comes first takes the locks of all conferences that the transaction touched, in one order for everybody.
COMPARE = """
create or replace function schedule_compare_at_commit() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('schedule_revision'), conference_id::int)
    from (select conference_id from schedule_touched where transaction_id = new.transaction_id
      order by conference_id) touched;
  delete from schedule_touched where conference_id = new.conference_id and transaction_id = new.transaction_id;
  perform schedule_record_changes(new.conference_id);
  return null;
end $$;
"""
COMPARE_REVERSE = """
create or replace function schedule_compare_at_commit() returns trigger language plpgsql as $$
begin
  delete from schedule_touched where conference_id = new.conference_id and transaction_id = new.transaction_id;
  perform schedule_record_changes(new.conference_id);
  return null;
end $$;
"""

# A truncated table does not say whose rows it had.
TRUNCATES = """
create function schedule_touch_all() returns trigger language plpgsql as $$
begin
  insert into schedule_touched (conference_id) select id from schedule_conference order by id on conflict do nothing;
  return null;
end $$;
"""
TRUNCATE = "create trigger touch_after_truncate after truncate on {table} execute function schedule_touch_all();"

# What is public is the same as before, told in other words.
SAME_STATE = """
update schedule_publishedslot published set facts = now.facts, rest = now.rest
  from schedule_public_slot now, schedule_revision revision
  where now.guid = published.guid and revision.conference_id = published.conference_id and revision.was_public;
update schedule_revision set digest = schedule_public_digest(conference_id);
"""


def replaced(sql: str) -> str:
    """Return a definition of the migration before, so that it takes the place of the one that is there."""
    return sql.replace("create view", "create or replace view").replace("create function", "create or replace function")


RECORD = replaced(before.RECORD).replace("facts - 'video'", "facts - '{video,track,category}'::text[]")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("schedule", "0005_room_with_slots_stays")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(migrations.RunSQL.noop, SAME_STATE),
        migrations.RunSQL(PUBLIC_SLOTS, replaced(before.PUBLIC_SLOTS)),
        migrations.RunSQL(DIGEST, replaced(before.DIGEST)),
        migrations.RunSQL(RECORD, replaced(before.RECORD)),
        migrations.RunSQL(COMPARE, COMPARE_REVERSE),
        migrations.RunSQL(TRUNCATES, "drop function schedule_touch_all()"),
        *(
            migrations.RunSQL(TRUNCATE.format(table=table), f"drop trigger touch_after_truncate on {table}")
            for table in before.CONFERENCES_OF
        ),
        migrations.RunSQL(SAME_STATE, migrations.RunSQL.noop),
    ]
