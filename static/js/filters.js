// Closes an open filter when somebody clicks elsewhere or presses Escape; opening and sending need no script.
for (const form of document.querySelectorAll("[data-filters]")) {
  const close = (except) => {
    for (const open of form.querySelectorAll("details[open]")) if (open !== except) open.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest("details")));
  form.addEventListener("keydown", (event) => {
    const open = event.target.closest("details[open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
