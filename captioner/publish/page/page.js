"use strict";
(() => {
const at = (id) => document.getElementById(id);
const data = JSON.parse(at("data").textContent);
const { starts, ends, said } = data;
const root = document.documentElement, audio = at("audio"), text = at("text"), marks = at("marks"), seek = at("seek");
const sentences = data.ids.map(at);
const SPEEDS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const state = { sentence: -1, word: -1, cursor: 0, following: true, ours: 0, wanted: null, shown: "", kept: -1 };
const asked = new URLSearchParams(location.search);

/* What is remembered. A browser may forbid it: then nothing is. */
const kept = (name) => { try { return localStorage.getItem(`captioner:${name}`); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(`captioner:${name}`, value); } catch { /* Forbidden. */ } };

const clock = (ms) => {
  const s = Math.floor(ms / 1000), two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* The last of `times` that is not after `ms`; -1 before the first. */
function lastAt(times, ms) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/* The words of a sentence, read when they are wanted. */
const read = new Map();
function wordsOf(n) {
  if (!read.has(n)) {
    const told = data.words[n], words = { starts: [], ends: [], from: [], to: [] };
    for (let i = 0, place = 0, now = starts[n]; i < told.length; i += 4) {
      words.from.push(place + told[i]); place += told[i] + told[i + 1]; words.to.push(place);
      words.starts.push(now + told[i + 2]); now += told[i + 2] + told[i + 3]; words.ends.push(now);
    }
    read.set(n, words);
  }
  return read.get(n);
}

/* Half a millisecond more: what was set as 2.377 s may be told as 2.3769999. */
const now = () => audio.currentTime * 1000 + .5;

/* ---------------------------------------------------------------- what is seen */

/* A word is marked by a box behind it, so that the text stays as it is for whoever selects it or
   has it read from the screen. A word that goes on in a second line has two. */
function mark(n, word) {
  state.word = word;
  const boxes = [];
  if (word >= 0) {
    const words = wordsOf(n), range = document.createRange(), node = sentences[n].firstChild;
    /* A browser may have parted a text that is very long: what is beyond has no box. */
    range.setStart(node, Math.min(words.from[word], node.length));
    range.setEnd(node, Math.min(words.to[word], node.length));
    boxes.push(...range.getClientRects());
  }
  while (marks.children.length < boxes.length) marks.append(document.createElement("i"));
  const base = text.getBoundingClientRect();
  [...marks.children].forEach((box, i) => {
    box.hidden = i >= boxes.length;
    if (box.hidden) return;
    const { left, top, width, height } = boxes[i];
    box.style.transform = `translate(${left - base.left - 3}px, ${top - base.top}px)`;
    box.style.width = `${width + 6}px`;
    box.style.height = `${height}px`;
  });
}

function show() {
  const ms = now(), n = lastAt(starts, ms);
  if (n !== state.sentence) {
    sentences[state.sentence]?.removeAttribute("aria-current");
    sentences[n]?.setAttribute("aria-current", "true");
    state.sentence = n;
    state.word = -2;
    if (!text.contains(document.activeElement)) point(Math.max(0, n));
    reveal();
    tell();
  }
  const words = n >= 0 ? wordsOf(n) : null;
  let word = words ? lastAt(words.starts, ms) : -1;
  if (word >= 0 && ms >= words.ends[word] + 150) word = -1;
  if (word !== state.word) mark(n, word);
  const shown = clock(ms);
  if (shown !== state.shown) {
    state.shown = shown;
    at("now").textContent = shown;
    seek.setAttribute("aria-valuetext", filled(said.time_of, { now: shown, all: clock(data.ms) }));
  }
  seek.value = ms;
  seek.style.setProperty("--done", `${100 * Math.min(1, ms / data.ms)}%`);
}

function follow() {
  if (audio.paused) return;
  show();
  requestAnimationFrame(follow);
}

/* The page scrolls with the voice until its reader scrolls elsewhere. */
function reveal() {
  if (!state.following || !at("follow").checked || state.sentence < 0) return;
  const box = sentences[state.sentence].getBoundingClientRect(), room = innerHeight - at("player").offsetHeight;
  if (box.top >= room * .08 && box.bottom <= room * .85) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollsItself(1200);
  scrollBy({ top: box.top - room * (box.height < room / 2 ? .3 : .1), behavior: still ? "instant" : "smooth" });
}

/* For so long what scrolls is not the reader. */
function scrollsItself(ms) { state.ours = performance.now() + ms; }

function setFollowing(following) {
  state.following = following;
  at("again").hidden = following || !at("follow").checked || state.sentence < 0;
  reveal();
}

function readerScrolls() {
  if (state.following && state.sentence >= 0 && !audio.paused) setFollowing(false);
}

/* ---------------------------------------------------------------- where it is heard */

function go(ms) {
  ms = Math.max(0, Math.min(ms, data.ms - 1));
  state.wanted = ms;
  audio.currentTime = ms / 1000;
  show();
  remember();
}

const goTo = (n) => { setFollowing(true); go(starts[Math.max(0, Math.min(n, starts.length - 1))] ?? 0); };

function play() {
  setFollowing(true);
  return audio.play().catch(() => {});
}

const toggle = () => { if (audio.paused) play(); else audio.pause(); };

/* Back goes to where this sentence begins, and right after that to the one before. */
function step(by) {
  const n = state.sentence;
  if (by > 0) { if (n + 1 < starts.length) goTo(n + 1); return; }
  goTo(n >= 0 && now() - starts[n] > 1500 ? n : n - 1);
}

function setSpeed(speed) {
  audio.playbackRate = audio.defaultPlaybackRate = speed;
  at("speed").value = String(speed);
  keep("speed", speed);
}

/* The place in this page, and for the index of a book in which of its pages that is. */
function remember() {
  const place = Math.round(audio.currentTime * 1000);
  if (place === state.kept) return;
  state.kept = place;
  keep(`place:${data.id}`, place);
  if (data.book) keep(`book:${data.book}`, JSON.stringify([data.file, place]));
}

/* The one sentence that can be reached by Tab, and that arrows move from there. */
function point(n) {
  sentences[state.cursor]?.removeAttribute("tabindex");
  state.cursor = n;
  sentences[n]?.setAttribute("tabindex", "0");
}

function pointTo(n) {
  if (n < 0 || n >= sentences.length) return;
  point(n);
  sentences[n].focus();
}

/* The word under the pointer; or, where there is none, the sentence's first. */
function placeOf(event, n) {
  const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY) ?? document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = caret?.offsetNode ?? caret?.startContainer, offset = caret?.offset ?? caret?.startOffset;
  if (node !== sentences[n].firstChild) return starts[n];
  const words = wordsOf(n), word = lastAt(words.from, offset);
  return word < 0 ? starts[n] : words.starts[word];
}

/* ---------------------------------------------------------------- within another page */

const isFramed = window.parent !== window;
const anchorOf = (n) => data.anchors[lastAt(data.anchors.map(([first]) => first), n)]?.[1] ?? "";

/* A page that holds this one in a frame may mark the same text where it has it itself. */
function tell() {
  if (!isFramed) return;
  const n = state.sentence;
  parent.postMessage({ captioner: "sentence", id: data.ids[n] ?? "", anchor: anchorOf(n), text: sentences[n]?.textContent ?? "", playing: !audio.paused }, "*");
}

function heed({ source, data: wish }) {
  if (!isFramed || source !== parent || wish?.captioner !== "go") return;
  let n = data.ids.indexOf(wish.id);
  if (n < 0) n = data.anchors.find(([, anchor]) => anchor && anchor === wish.anchor)?.[0] ?? -1;
  if (n >= 0) goTo(n);
  if (wish.play === true) play();
  if (wish.play === false) audio.pause();
}

/* ---------------------------------------------------------------- begun */

function setColours(name) {
  if (name) root.dataset.colours = name; else delete root.dataset.colours;
  at("colours").value = name;
}

function complain(words) { at("problem").textContent = words; }

const keys = {
  " ": toggle,
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  Home: () => goTo(0),
  End: () => goTo(starts.length - 1),
  "?": () => at("more").showModal(),
  "+": () => faster(1),
  "=": () => faster(1),
  "-": () => faster(-1),
};

function faster(by) {
  const next = SPEEDS.indexOf(audio.playbackRate) + by;
  if (SPEEDS[next]) setSpeed(SPEEDS[next]);
}

/* On a sentence that was reached by keys, up and down go to others, and Enter reads from there. */
const onSentence = {
  ArrowUp: () => pointTo(state.cursor - 1),
  ArrowDown: () => pointTo(state.cursor + 1),
  Enter: () => { goTo(state.cursor); play(); },
};

const onSeek = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30 };

function pressed(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  let act = keys[key];
  if (target === seek && key in onSeek) act = () => go(now() + onSeek[key] * 1000);
  else if (target.closest("select, input:not(#seek)")) return;
  else if (target.closest("button, a, audio") && (key === " " || key === "Enter")) return;
  else if (target === sentences[state.cursor] && target.matches(":focus-visible") && key in onSentence) act = onSentence[key];
  if (!act) {
    if (["PageUp", "PageDown", "ArrowUp", "ArrowDown"].includes(key)) readerScrolls();
    return;
  }
  event.preventDefault();
  act();
  const moved = target.parentElement && sentences.includes(target) && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
  if (moved) pointTo(Math.max(0, state.sentence));
}

function begin() {
  audio.controls = false;
  at("bar").hidden = at("listen").hidden = false;
  root.classList.add("ready");
  for (const speed of SPEEDS) {
    const option = document.createElement("option");
    option.value = speed;
    option.textContent = `${speed.toLocaleString(root.lang || "en")}×`;
    at("speed").append(option);
  }
  setSpeed(SPEEDS.find((speed) => speed === Number(kept("speed"))) ?? 1);
  setColours(["light", "dark"].find((name) => name === (asked.get("colours") ?? kept("colours"))) ?? "");
  at("follow").checked = kept("follow") !== "no";
  if (at("onward")) at("onward").checked = kept("onward") !== "no";
  at("captions").href = audio.querySelector("track").src;
  if (asked.has("embed")) {
    root.dataset.embed = asked.get("embed") === "player" ? "player" : "text";
    at("open").href = location.pathname;
    at("open").hidden = false;
  }
  point(0);
  goToHash() || goBack();
}

function goBack() {
  const place = Number(kept(`place:${data.id}`));
  if (!(place > 3000 && place < data.ms - 3000)) return;
  state.following = false; // The page begins at its title.
  go(place);
  state.following = true;
  at("listen").querySelector("span").textContent = filled(said.resume, { time: clock(place) });
}

function goToHash() {
  const name = decodeURIComponent(location.hash.slice(1)), n = data.ids.indexOf(name);
  if (name === "play") { go(0); play(); }
  if (n >= 0) goTo(n);
  return n >= 0 || name === "play";
}

audio.addEventListener("play", () => {
  root.classList.add("playing");
  at("play").setAttribute("aria-label", said.pause);
  at("listen").querySelector("span").textContent = said.pause;
  remember();
  tell();
  follow();
});
audio.addEventListener("pause", () => {
  root.classList.remove("playing");
  at("play").setAttribute("aria-label", said.play);
  at("listen").querySelector("span").textContent = said.listen;
  show();
  tell();
  remember();
});
audio.addEventListener("seeked", () => {
  show();
  const { wanted } = state;
  state.wanted = null;
  if (wanted !== null && wanted - audio.currentTime * 1000 > 2000) complain(said.unseekable);
});
audio.addEventListener("timeupdate", () => { if (!audio.paused && Math.abs(now() - state.kept) > 5000) remember(); });
audio.addEventListener("error", () => complain(said.unplayable));
audio.addEventListener("playing", () => complain(""));
audio.addEventListener("ended", () => {
  keep(`place:${data.id}`, 0); // Next time it begins anew.
  if (data.next && at("onward")?.checked) location.href = `${data.next}#play`;
});

at("play").addEventListener("click", toggle);
at("listen").addEventListener("click", toggle);
at("back").addEventListener("click", () => step(-1));
at("forward").addEventListener("click", () => step(1));
at("again").addEventListener("click", () => setFollowing(true));
at("speed").addEventListener("change", (event) => setSpeed(Number(event.target.value)));
at("colours").addEventListener("change", (event) => { setColours(event.target.value); keep("colours", event.target.value); });
at("follow").addEventListener("change", (event) => { keep("follow", event.target.checked ? "yes" : "no"); setFollowing(true); });
at("onward")?.addEventListener("change", (event) => keep("onward", event.target.checked ? "yes" : "no"));
seek.addEventListener("input", () => { setFollowing(true); go(Number(seek.value)); });
text.addEventListener("click", (event) => {
  const n = sentences.indexOf(event.target.closest("span[id]"));
  if (n < 0 || !getSelection().isCollapsed) return;
  setFollowing(true);
  go(placeOf(event, n));
});
for (const [opener, dialog] of [["to-contents", "contents"], ["to-more", "more"]]) {
  at(opener).addEventListener("click", () => at(dialog).showModal());
  at(dialog).addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (event.target === at(dialog) || event.target.closest("[data-close]") || link) at(dialog).close();
  });
}
addEventListener("resize", () => scrollsItself(500));
addEventListener("hashchange", goToHash);
addEventListener("keydown", pressed);
addEventListener("wheel", readerScrolls, { passive: true });
addEventListener("touchmove", readerScrolls, { passive: true });
addEventListener("scroll", () => { if (performance.now() > state.ours) readerScrolls(); }, { passive: true });
addEventListener("pagehide", () => { if (state.kept >= 0 && !audio.ended) remember(); });
addEventListener("message", heed);
new ResizeObserver(() => { if (state.word >= 0) mark(state.sentence, state.word); }).observe(text);
if ("mediaSession" in navigator) {
  navigator.mediaSession.metadata = new MediaMetadata({ title: data.title, artist: data.artist, album: data.album });
  const acts = { previoustrack: () => step(-1), nexttrack: () => step(1), seekbackward: () => go(now() - 10000), seekforward: () => go(now() + 10000) };
  for (const [name, act] of Object.entries(acts)) navigator.mediaSession.setActionHandler(name, act);
}
begin();
})();
