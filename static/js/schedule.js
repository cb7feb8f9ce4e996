// The schedule, kept up with the clock: what is on and what is over, a line at the present moment, today among the days;
// the visitor's own time zone on offer; the day in sight marked; arrow keys from session to session.
const MINUTE = 60_000;
const DRAWN_WITHOUT_END = 60 * MINUTE;
const zone = document.querySelector("[data-zone]");
const days = document.querySelector("[data-days]");

const sessions = [...document.querySelectorAll("[data-timetable] td.entry")].map((cell) => {
  const [starts, ends] = [...cell.querySelectorAll(".times time")].map((time) => Date.parse(time.dateTime));
  return { cell, starts, ends, isCancelled: cell.classList.contains("is-cancelled") };
});

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

const over = ({ starts, ends }) => ends ?? starts + DRAWN_WITHOUT_END;

function mark(session, now, isArchive) {
  const { cell, starts, ends, isCancelled } = session;
  const isOn = !isCancelled && starts <= now && now < ends;
  cell.classList.toggle("is-on", isOn);
  cell.classList.toggle("is-past", !isArchive && over(session) <= now);
  const badge = cell.querySelector(".status-on-air");
  if (isOn && !badge) cell.querySelector(".facts").prepend(element("b", "status status-on-air", "On now"));
  if (!isOn) badge?.remove();
}

function drawLine(table, now) {
  const frame = table.parentElement;
  const rows = [...table.tBodies[0].rows];
  const starts = [...rows.map((row) => Number(row.dataset.starts) * 1000), Number(table.dataset.ends) * 1000];
  const index = starts.findLastIndex((start) => start <= now);
  const row = rows[index];
  const line = frame.querySelector(".now-line") ?? element("div", "now-line", "");
  if (!row) return line.remove();
  const passed = (now - starts[index]) / (starts[index + 1] - starts[index]);
  const top = row.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
  line.style.top = `${top + passed * row.offsetHeight}px`;
  line.setAttribute("aria-hidden", "true");
  const time = new Intl.DateTimeFormat("en", { timeZone: zone.dataset.zone, hour: "numeric", minute: "2-digit" });
  line.replaceChildren(element("span", "", time.format(now).toLowerCase()));
  frame.append(line);
}

function markToday(now) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(now);
  const [year, month, day] = ["year", "month", "day"].map((type) => parts.find((part) => part.type === type).value);
  for (const tile of days.querySelectorAll("[data-day]")) {
    const isToday = tile.dataset.day === `${year}-${month}-${day}`;
    tile.classList.toggle("is-today", isToday);
    if (isToday) tile.title = "Today";
  }
}

function leadToNow() {
  document.getElementById("now")?.removeAttribute("id");
  const on = sessions.find(({ cell }) => cell.classList.contains("is-on"));
  const nav = days?.parentElement;
  const link = nav?.querySelector(".to-now");
  if (!on || !nav) return link?.remove();
  on.cell.id = "now";
  if (link) return;
  const made = element("a", "all-days to-now", "Now");
  made.href = "#now";
  nav.append(made);
}

function keepUp() {
  const now = Date.now();
  const isArchive = sessions.every((session) => over(session) <= now); // then nothing has to step back
  for (const session of sessions) mark(session, now, isArchive);
  leadToNow();
  for (const table of document.querySelectorAll("[data-timetable]")) drawLine(table, now);
  if (zone && days) markToday(now);
}

function offset(timeZone, at) {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName").value;
}

function offerOwnZone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const at = sessions[0]?.starts;
  if (!at || !own || offset(own, at) === offset(zone.dataset.zone, at)) return;
  const parts = new Intl.DateTimeFormat("en", { timeZone: own, timeZoneName: "long" }).formatToParts(at);
  const query = new URLSearchParams(location.search);
  query.set("tz", own);
  const link = element("a", "", `show in ${parts.find((part) => part.type === "timeZoneName").value}`);
  link.href = `?${query}`;
  const offer = element("span", "", "");
  offer.append(link);
  zone.append(" ", offer);
}

function followDayInSight() {
  const links = new Map([...days.querySelectorAll('a[href^="#"]')].map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) links.get(target.id).setAttribute("aria-current", "true");
        else links.get(target.id).removeAttribute("aria-current");
      }
    },
    { rootMargin: "-33% 0px -66% 0px" },
  );
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) observer.observe(section);
  }
}

const ASIDE = 100_000; // pixels that a step to the side is longer than any straight ahead
const DIRECTIONS = {
  ArrowLeft: { along: ["left", -1], across: ["top", "bottom"] },
  ArrowRight: { along: ["left", 1], across: ["top", "bottom"] },
  ArrowUp: { along: ["top", -1], across: ["left", "right"] },
  ArrowDown: { along: ["top", 1], across: ["left", "right"] },
};

function distance(from, to, { along: [edge, sign], across: [near, far] }) {
  const along = (to[edge] - from[edge]) * sign;
  const aside = Math.max(0, to[near] - from[far], from[near] - to[far]);
  if (along <= 1) return Infinity;
  return along + (aside && ASIDE + 4 * aside) + Math.abs(to[near] - from[near]) / 1000;
}

// From a session's link the arrow keys lead to the nearest session on that side of it; elsewhere they scroll as ever.
function moveByArrow(event) {
  const direction = DIRECTIONS[event.key];
  const cell = event.target.closest("td.entry");
  if (!direction || !cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = cell.getBoundingClientRect();
  let nearest = { distance: Infinity };
  for (const link of document.querySelectorAll("[data-timetable] td.entry h3 a")) {
    const there = distance(from, link.closest("td").getBoundingClientRect(), direction);
    if (there < nearest.distance) nearest = { link, distance: there };
  }
  if (!nearest.link) return;
  event.preventDefault();
  nearest.link.focus();
}

if (sessions.length) {
  keepUp();
  setInterval(keepUp, MINUTE / 2);
  addEventListener("resize", keepUp);
  document.addEventListener("visibilitychange", keepUp);
  document.addEventListener("keydown", moveByArrow);
  offerOwnZone();
  followDayInSight();
}
