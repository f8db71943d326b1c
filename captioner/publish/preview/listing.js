"use strict";
/* Browsers show no captions with sound: they stand below it. */
for (const audio of document.querySelectorAll("audio:has(track)")) {
  const [track] = audio.textTracks, shown = audio.parentElement.querySelector(".cue");
  track.mode = "hidden";
  track.addEventListener("cuechange", () => {
    shown.textContent = [...track.activeCues].map((cue) => cue.getCueAsHTML().textContent).join("\n");
  });
}
