// The way out leaves nothing to go back to. Without this it is an ordinary link.
for (const way of document.querySelectorAll("[data-quick-exit]")) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.replace(way.href);
  });
}
