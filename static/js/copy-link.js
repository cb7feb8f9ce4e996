// Offers to share the page, or to copy its address where a browser has no sharing of its own.
const link = () => document.querySelector("link[rel=canonical]").href;

for (const button of document.querySelectorAll("[data-copy-link]")) {
  const canShare = Boolean(navigator.share) && matchMedia("(pointer: coarse)").matches;
  if (!canShare && !navigator.clipboard) continue;
  const label = canShare ? "Share" : "Copy link";
  button.textContent = label;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (canShare) {
      await navigator.share({ title: document.title, url: link() }).catch(() => {});
      return;
    }
    await navigator.clipboard.writeText(link());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
