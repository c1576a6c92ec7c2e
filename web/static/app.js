// Niceties on pages that work without it: the player, the now-line, forms kept while the page is open. No inline styles, no eval.
"use strict";

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

function dressPlayer(player) {
  if (player.dataset.ready) return;
  player.dataset.ready = "yes";
  const audio = player.querySelector("audio");
  const controls = player.querySelector(".controls");
  const play = player.querySelector(".play");
  const position = player.querySelector("input[type=range]");
  const heard = player.querySelector("clipPath rect");
  const elapsed = player.querySelector(".elapsed");
  const horn = player.querySelector("[data-horn]");
  const length = () => (Number.isFinite(audio.duration) && audio.duration) || Number(player.dataset.seconds) || 0;

  audio.controls = false;
  audio.hidden = true;
  controls.hidden = false;

  const show = () => {
    const share = length() ? audio.currentTime / length() : 0;
    elapsed.textContent = clock(audio.currentTime);
    heard.setAttribute("width", String(share * 200));
    if (document.activeElement !== position || !audio.paused) position.value = String(Math.round(share * 1000));
    position.setAttribute("aria-valuetext", `${clock(audio.currentTime)} / ${clock(length())}`);
    const running = !audio.paused && !audio.ended;
    play.querySelector("[data-shape=play]").hidden = running;
    play.querySelector("[data-shape=pause]").hidden = !running;
    play.setAttribute("aria-label", running ? play.dataset.pause : play.dataset.play);
    if (running) requestAnimationFrame(show);
  };
  play.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
  for (const name of ["play", "pause", "ended", "seeked", "loadedmetadata"]) audio.addEventListener(name, show);
  audio.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
  });
  position.addEventListener("input", () => {
    audio.currentTime = (Number(position.value) / 1000) * length();
    show();
  });
  horn?.addEventListener("change", () => {
    const at = audio.currentTime;
    const running = !audio.paused;
    audio.src = horn.checked ? player.dataset.hornSrc : player.dataset.src;
    audio.addEventListener("loadedmetadata", () => {
      audio.currentTime = at;
      if (running) audio.play();
    }, { once: true });
    audio.load();
  });
  show();
}

function moveNowLines() {
  for (const line of document.querySelectorAll("[data-now-from]")) {
    const from = Number(line.dataset.nowFrom);
    const share = (Date.now() / 1000 + skew - from) / (Number(line.dataset.nowTo) - from);
    const x = `${Math.min(100, Math.max(0, share * 100)).toFixed(3)}%`;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
  }
}

// The server's clock decides what is now; a phone may be minutes off.
const skew = (Number(document.querySelector("[data-server-now]")?.dataset.serverNow) || Date.now() / 1000) - Date.now() / 1000;

// A form survives a closed tab or a lost connection: its words stay in this tab's storage until it is sent.
function keepForm(form) {
  if (form.dataset.kept) return;
  form.dataset.kept = "yes";
  const key = `kept:${location.pathname}`;
  const areas = [...form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name && !field.hidden);
  const untouched = areas.every((field) => field.value === field.defaultValue);
  const stored = JSON.parse(sessionStorage.getItem(key) || "null");
  if (stored && untouched && !form.querySelector(".wrong")) {
    for (const field of areas) if (!field.value && stored[field.name]) field.value = stored[field.name];
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(areas.map((field) => [field.name, field.value]))));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
}

function countLetters(area) {
  const out = document.getElementById(area.dataset.count);
  const show = () => { out.textContent = out.dataset.words.replace("0", String(area.value.length)); };
  if (!out || area.dataset.counted) return;
  area.dataset.counted = "yes";
  area.addEventListener("input", show);
  show();
}

// Parts of a form that belong to one choice: shown only while it is chosen.
function followChoice(part) {
  const form = part.closest("form");
  const [name, ...values] = part.dataset.when.split(" ");
  const show = () => {
    const chosen = [...form.querySelectorAll(`[name="${name}"]:checked`)].map((one) => one.value);
    part.hidden = !values.some((one) => chosen.includes(one));
  };
  if (part.dataset.follows) return;
  part.dataset.follows = "yes";
  form.addEventListener("change", show);
  show();
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
}

function dress(root) {
  root.querySelectorAll("[data-player]").forEach(dressPlayer);
  root.querySelectorAll("form[data-keep]").forEach(keepForm);
  root.querySelectorAll("[data-count]").forEach(countLetters);
  root.querySelectorAll("[data-when]").forEach(followChoice);
  root.querySelectorAll("[data-script-only]").forEach((one) => { one.hidden = false; });
  root.querySelectorAll("[data-no-script]").forEach((one) => { one.hidden = true; });
  root.querySelectorAll("[data-print]").forEach((one) => { one.onclick = () => print(); });
}

// A part that asks for itself again: the same answer changes nothing, what was unfolded stays so, and what it says first
// is told once to who listens instead of looking.
const answers = new Map();
const unfolded = new Map();

function beforeLive({ detail }) {
  const part = detail.target;
  if (!part.matches || !part.matches("[data-live]")) return;
  if (answers.get(part.id) === detail.xhr.responseText) detail.shouldSwap = false;
  answers.set(part.id, detail.xhr.responseText);
  unfolded.set(part.id, [...part.querySelectorAll("details")].map((one) => one.open));
}

function afterLive() {
  for (const [id, opened] of unfolded) {
    const part = document.getElementById(id);
    const voice = document.getElementById(`${id}-voice`);
    const said = part?.querySelector("[data-say]")?.textContent.trim();
    part?.querySelectorAll("details").forEach((one, place) => { one.open = Boolean(opened[place]); });
    if (voice && said && voice.textContent !== said) voice.textContent = said;
  }
  unfolded.clear();
}

document.body.addEventListener("htmx:beforeSwap", beforeLive);
document.body.addEventListener("htmx:afterSettle", afterLive);

dress(document);
moveNowLines();
setInterval(moveNowLines, 10000);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});
document.body.addEventListener("htmx:load", (event) => dress(event.detail.elt.parentElement || document));
