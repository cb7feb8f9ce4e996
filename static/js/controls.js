// What buttons and menus do beyond what a page can do without script: menus close, addresses are copied or shared.
const openMenus = () => document.querySelectorAll("details.menu[open]");

// A click elsewhere closes a menu, and so does the focus: it must not go on below an open one.
for (const type of ["click", "focusin"]) {
  document.addEventListener(type, (event) => {
    const within = event.target.closest("details.menu");
    for (const menu of openMenus()) if (menu !== within) menu.open = false;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

const SAID_FOR = 2000; // milliseconds
const pageLink = () => document.querySelector("link[rel=canonical]").href;

const offerCopy = (button, text) => {
  if (!navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, SAID_FOR);
  });
};

const canShare = Boolean(navigator.share) && matchMedia("(pointer: coarse)").matches;
for (const button of document.querySelectorAll("[data-copy-link]")) {
  if (!canShare) {
    offerCopy(button, pageLink);
    continue;
  }
  button.textContent = "Share";
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ title: document.title, url: pageLink() }).catch(() => {}));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = button.parentElement.querySelector("input");
  field.addEventListener("focus", () => field.select());
  offerCopy(button, () => field.value);
}
