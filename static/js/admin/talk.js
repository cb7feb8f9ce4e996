// Comforts of the admin's forms: previews of Markdown, and presenters moved up and down. Without them all works by hand.
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

for (const area of document.querySelectorAll("textarea[data-markdown]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button preview-button";
  button.textContent = "Preview";
  const shown = document.createElement("div");
  shown.className = "preview";
  shown.setAttribute("aria-live", "polite");
  shown.hidden = true;
  area.after(button, shown);
  button.addEventListener("click", async () => {
    const body = new URLSearchParams({ text: area.value, csrfmiddlewaretoken: token() });
    const answer = await fetch("/admin/preview/", { method: "POST", body });
    if (answer.ok) {
      shown.innerHTML = await answer.text(); // sanitised where pages are rendered, by the same function
    } else {
      shown.textContent = "The preview could not be made.";
    }
    shown.hidden = false;
  });
}

// Presenters in order: arrows move a row, and who is added comes last.
const group = document.querySelector("#talk_presenters-group");
const rows = () => [...group.querySelectorAll("tr.form-row:not(.empty-form)")];
const position = (row) => row.querySelector("[name$=-position]");

function move(row, step, button) {
  const all = rows();
  const other = all[all.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row); else other.after(row);
  rows().forEach((each, place) => { position(each).value = place; });
  button.focus();
}

function offerArrows(row) {
  for (const [sign, label, step] of [["↑", "Move up", -1], ["↓", "Move down", 1]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "move";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => move(row, step, button));
    row.querySelector(".field-position").append(button);
  }
}

if (group) {
  rows().forEach(offerArrows);
  group.addEventListener("formset:added", ({ target: row }) => {
    offerArrows(row);
    const others = rows().filter((other) => other !== row);
    position(row).value = Math.max(-1, ...others.map((other) => Number(position(other).value))) + 1;
  });
}
