"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const kept = (name) => { try { return localStorage.getItem(`captioner:${name}`); } catch { return null; } };
const colours = kept("colours");
if (colours === "light" || colours === "dark") document.documentElement.dataset.colours = colours;

/* Where the reader stopped. What was kept is a name of one of our own pages, or nothing. */
let file, place;
try { [file, place] = JSON.parse(kept(`book:${data.book}`)); } catch { /* Nothing yet. */ }
const link = [...document.querySelectorAll(".chapters a")].find((one) => one.getAttribute("href") === file);
if (link) {
  link.classList.add("here");
  const listen = document.getElementById("listen"), s = Math.floor(place / 1000);
  listen.href = file;
  listen.querySelector("span").textContent = data.said.resume.replace("{time}", () => `${link.querySelector(".name").textContent}, ${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`);
}
})();
