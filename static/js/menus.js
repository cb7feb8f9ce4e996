// Closes an open menu when somebody clicks elsewhere or presses Escape; opening and following need no script.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  const within = event.target.closest("details.menu");
  for (const menu of openMenus()) if (menu !== within) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});
