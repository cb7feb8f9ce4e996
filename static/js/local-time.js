// Says a session's time in the visitor's own zone, where that is another than the conference's.
const clock = new Intl.DateTimeFormat([], { hour: "numeric", minute: "2-digit" });
const clockAndDay = new Intl.DateTimeFormat([], { weekday: "long", hour: "numeric", minute: "2-digit" });
const minutesFromUtc = (written) => {
  const [, sign, hours, minutes] = written.match(/([+-])(\d\d):(\d\d)$/);
  return (sign === "-" ? -1 : 1) * (60 * Number(hours) + Number(minutes));
};

for (const place of document.querySelectorAll("[data-local-time]")) {
  const { startsAt, endsAt } = place.dataset;
  const start = new Date(startsAt);
  if (-start.getTimezoneOffset() === minutesFromUtc(startsAt)) continue;
  const isOtherDay = start.getDate() !== Number(startsAt.slice(8, 10));
  const format = isOtherDay ? clockAndDay : clock;
  const times = endsAt ? format.formatRange(start, new Date(endsAt)) : format.format(start);
  place.textContent = `${times} your time`;
  place.hidden = false;
}
