// Puts a recording's player in the place of its link, once somebody asks for it: until then nobody else is asked.
for (const place of document.querySelectorAll("[data-video]:not([data-video=''])")) {
  place.querySelector("a").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = place.dataset.video;
    player.title = place.dataset.title;
    player.allow = "autoplay; picture-in-picture";
    player.allowFullscreen = true;
    player.referrerPolicy = "strict-origin-when-cross-origin";
    place.replaceChildren(player);
    player.focus();
  });
}
