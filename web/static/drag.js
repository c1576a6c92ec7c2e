// Dragging the schedule with a mouse: a day's bar to another time or length, a week's line to another day.
// It only opens the page that asks before anything changes; the same page opens by a tap, without any of this.
"use strict";

const SNAP = 300;
const MOUSE = window.matchMedia("(pointer: fine)").matches;

function open(address, wanted) {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(wanted)) url.searchParams.set(name, value);
  location.assign(url);
}

const stamp = (seconds) => new Date(seconds * 1000).toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");
const clockOf = (seconds) => new Date(seconds * 1000).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
const snapped = (seconds) => Math.round(seconds / SNAP) * SNAP;

function dressBar(bar) {
  const strip = bar.closest("svg");
  const ruler = bar.closest("[data-ruler]");
  const span = Number(ruler.dataset.to) - Number(ruler.dataset.from);
  const start = Number(bar.dataset.start);
  const long = Number(bar.dataset.seconds);
  const grip = strip.querySelector("[data-grip]");
  const label = bar.closest(".ruler-row").querySelector("time");
  const written = label.textContent;

  const drag = (handle, lengthen) => {
    handle.addEventListener("pointerdown", (down) => {
      down.preventDefault();
      handle.setPointerCapture(down.pointerId);
      strip.classList.add("dragged");
      let wanted = 0;
      const move = (event) => {
        const moved = ((event.clientX - down.clientX) / strip.clientWidth) * span;
        wanted = lengthen ? Math.max(moved, 60 - long) : snapped(start + moved) - start;
        if (Math.abs(event.clientX - down.clientX) < 4) wanted = 0;
        const x = ((start + (lengthen ? 0 : wanted) - Number(ruler.dataset.from)) / span) * 100;
        const width = Math.max(0.6, ((long + (lengthen ? wanted : 0)) / span) * 100);
        bar.setAttribute("x", `${x}%`);
        bar.setAttribute("width", `${width}%`);
        grip?.setAttribute("x", `${x + width}%`);
        label.textContent = lengthen ? `${Math.max(1, Math.round((long + wanted) / 60))}′` : clockOf(start + wanted);
      };
      const drop = () => {
        handle.removeEventListener("pointermove", move);
        strip.classList.remove("dragged");
        if (wanted && lengthen) open(bar.dataset.move, { seconds: Math.round(long + wanted) });
        else if (wanted) open(bar.dataset.move, { to: stamp(start + wanted) });
        else label.textContent = written;
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", drop, { once: true });
      handle.addEventListener("pointercancel", () => { wanted = 0; drop(); }, { once: true });
    });
  };
  drag(bar, false);
  if (grip) drag(grip, true);
}

function dressWeek(week) {
  let held = null;
  week.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-move]");
    if (held) event.dataTransfer.setData("text/plain", held.dataset.move);
    else event.preventDefault();
  });
  for (const card of week.querySelectorAll("[data-drop-day]")) {
    card.addEventListener("dragover", (event) => {
      if (!held || card.contains(held)) return;
      event.preventDefault();
      card.classList.add("drop-here");
    });
    card.addEventListener("dragleave", () => card.classList.remove("drop-here"));
    card.addEventListener("drop", (event) => {
      event.preventDefault();
      if (held && !card.contains(held)) open(held.dataset.move, { day: card.dataset.dropDay });
    });
  }
}

if (MOUSE) {
  document.querySelectorAll("[data-bar]").forEach(dressBar);
  document.querySelectorAll(".week").forEach(dressWeek);
}
