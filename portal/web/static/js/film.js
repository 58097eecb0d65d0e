// Put the player in the place of the drawing once play is pressed. Without script the link leads to a page that has it.

const stage = document.querySelector("[data-film]");
const play = stage?.querySelector("[data-play]");

play?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const player = stage.querySelector("template").content.firstElementChild.cloneNode(true);
  play.replaceWith(player);
  player.focus();
});
