"""Changes are facts: at each commit the database compares what the public sees with what it saw before.

Whatever writes (admin, import, shell, SQL), statement triggers note the conference, and one deferred trigger per
transaction compares, so that a transaction's steps count as their sum, and a rollback as nothing.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# Facts are what news tell of, and what is known of a session that is gone; filters ask it for its track and category.
PUBLIC_SLOTS = """
create view schedule_public_slot as
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

# Everything that any public page shows; what only organizers see stays out, so that it moves no version. A hidden talk
# is on no list, but its page shows its slot. Rooms count once something is in them, tags once a public talk has them;
# which edition is the current one counts too: the pages of other hosts come from it.
DIGEST = """
create function schedule_public_digest(the_conference bigint) returns text language sql stable as $$
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

RECORD = """
create function schedule_record_changes(the_conference bigint) returns void language plpgsql as $$
declare
  seen schedule_revision%rowtype;
  is_public boolean;
  digest_now text;
  moment timestamptz := clock_timestamp();
  actor text := coalesce(nullif(current_setting('lectern.actor', true), ''), session_user::text);
begin
  -- The lock makes commits of one conference follow one another: each compares with what the one before it left.
  perform pg_advisory_xact_lock(hashtext('schedule_revision'), the_conference::int);
  select is_schedule_public into is_public from schedule_conference where id = the_conference;
  if is_public is null then
    return;  -- the conference itself is gone
  end if;
  digest_now := schedule_public_digest(the_conference);
  select * into seen from schedule_revision where conference_id = the_conference;
  if seen.digest = digest_now then
    return;
  end if;
  moment := greatest(moment, seen.changed_at + interval '1 microsecond');
  insert into schedule_revision (conference_id, number, digest, changed_at, was_public)
    values (the_conference, 1, digest_now, moment, is_public)
    on conflict (conference_id) do update set number = schedule_revision.number + 1, digest = excluded.digest,
      changed_at = excluded.changed_at, was_public = excluded.was_public;
  if not is_public then
    return;
  end if;

  -- What was changed out of the public's sight is not news, but calendars have to hear of it.
  if seen.was_public then
    insert into schedule_change (conference_id, slot_guid, kind, title, path, old, new, changed_at, actor)
    select the_conference, coalesce(now.guid, before.guid), fact.kind,
      coalesce(now.facts, before.facts) ->> 'title', coalesce(now.facts, before.facts) ->> 'path',
      fact.old, fact.new, moment, actor
    from (select * from schedule_publishedslot where conference_id = the_conference and removed_at is null) before
      full join (select * from schedule_public_slot where conference_id = the_conference) now using (guid)
      cross join lateral (values
        ('added', null, now.facts, before.guid is null),
        ('removed', before.facts, null, now.guid is null),
        ('time', jsonb_build_array(before.facts -> 'starts_at', before.facts -> 'ends_at'),
          jsonb_build_array(now.facts -> 'starts_at', now.facts -> 'ends_at'), null),
        ('room', before.facts -> 'room', now.facts -> 'room', null),
        ('title', before.facts -> 'title', now.facts -> 'title', null),
        ('presenters', before.facts -> 'presenters', now.facts -> 'presenters', null),
        ('cancelled', before.facts -> 'is_cancelled', now.facts -> 'is_cancelled', null),
        ('recording', before.facts -> 'video', now.facts -> 'video', null)
      ) fact (kind, old, new, is_whole)
    where coalesce(fact.is_whole, before.guid is not null and now.guid is not null and fact.old <> fact.new);
  end if;

  update schedule_publishedslot before set removed_at = moment, changed_at = moment, sequence = before.sequence + 1
    where conference_id = the_conference and removed_at is null
      and not exists (select from schedule_public_slot now where now.guid = before.guid);
  insert into schedule_publishedslot as before (guid, conference_id, facts, rest, sequence, changed_at)
    select guid, conference_id, facts, rest, 0, moment
    from schedule_public_slot where conference_id = the_conference
    on conflict (guid) do update set facts = excluded.facts, rest = excluded.rest,
      removed_at = null, changed_at = moment,
      sequence = before.sequence + (before.removed_at is not null
        or before.facts - '{video,track,category}'::text[] <> excluded.facts - '{video,track,category}'::text[])::int
    where before.facts <> excluded.facts or before.rest <> excluded.rest or before.removed_at is not null;
end $$;
"""

# table -> the conferences that the rows in the transition table "touched" belong to
CONFERENCES_OF = {
    "schedule_conference": "select id from touched",
    "schedule_room": "select conference_id from touched",
    "schedule_track": "select conference_id from touched",
    "schedule_slot": "select conference_id from touched",
    "django_site": "select c.id from touched join schedule_conference c on c.site_id = touched.id",
    "talks_talk": "select c.id from touched join schedule_conference c using (site_id)",
    "talks_tag": "select c.id from touched join schedule_conference c using (site_id)",
    "presenters_presenter": "select c.id from touched join schedule_conference c using (site_id)",
    "talks_talkpresenter": """select c.id from touched join talks_talk talk on talk.id = touched.talk_id
      join schedule_conference c using (site_id)""",
    "talks_talk_tags": """select c.id from touched join talks_talk talk on talk.id = touched.talk_id
      join schedule_conference c using (site_id)""",
}

TOUCHES = """
create table schedule_touched (
  conference_id bigint not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  primary key (conference_id, transaction_id)
);
-- Who comes first takes the locks of all conferences that the transaction touched, in one order for everybody.
create function schedule_compare_at_commit() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('schedule_revision'), conference_id::int)
    from (select conference_id from schedule_touched where transaction_id = new.transaction_id
      order by conference_id) touched;
  delete from schedule_touched where conference_id = new.conference_id and transaction_id = new.transaction_id;
  perform schedule_record_changes(new.conference_id);
  return null;
end $$;
create constraint trigger compare_at_commit after insert on schedule_touched
  deferrable initially deferred for each row execute function schedule_compare_at_commit();
-- A truncated table does not say whose rows it had.
create function schedule_touch_all() returns trigger language plpgsql as $$
begin
  insert into schedule_touched (conference_id) select id from schedule_conference order by id on conflict do nothing;
  return null;
end $$;
"""

TOUCHES_REVERSE = """
drop table schedule_touched;
drop function schedule_compare_at_commit();
drop function schedule_touch_all();
"""

TOUCH = """
create function {table}_touch() returns trigger language plpgsql as $$
begin
  insert into schedule_touched (conference_id)
    select distinct id from ({conferences}) as of_rows(id) where id is not null order by id on conflict do nothing;
  return null;
end $$;
create trigger touch_after_insert after insert on {table}
  referencing new table as touched for each statement execute function {table}_touch();
create trigger touch_after_update after update on {table}
  referencing new table as touched for each statement execute function {table}_touch();
create trigger touch_after_delete after delete on {table}
  referencing old table as touched for each statement execute function {table}_touch();
create trigger touch_after_truncate after truncate on {table} execute function schedule_touch_all();
"""

TOUCH_REVERSE = """
drop trigger touch_after_insert on {table};
drop trigger touch_after_update on {table};
drop trigger touch_after_delete on {table};
drop trigger touch_after_truncate on {table};
drop function {table}_touch();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("schedule", "0003_changes")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(PUBLIC_SLOTS, "drop view schedule_public_slot"),
        migrations.RunSQL(DIGEST, "drop function schedule_public_digest(bigint)"),
        migrations.RunSQL(RECORD, "drop function schedule_record_changes(bigint)"),
        migrations.RunSQL(TOUCHES, TOUCHES_REVERSE),
        *(
            migrations.RunSQL(TOUCH.format(table=table, conferences=conferences), TOUCH_REVERSE.format(table=table))
            for table, conferences in CONFERENCES_OF.items()
        ),
    ]
