// Where an alert sounds: ticks that exclude one another, and a map to draw a circle or an area on. The server decides who stands inside.
"use strict";

const places = document.querySelector("[data-places]");

function untick(wanted) {
  for (const box of places.querySelectorAll("input[type=checkbox]:checked")) if (wanted(box)) box.checked = false;
}

// Whoever ticks a hamlet means the hamlet, and not the whole it lies in; and the other way round.
function exclude(box) {
  const around = box.dataset.path.split(" ");
  const own = box.name === "stations" ? "" : box.value;
  untick((other) => other !== box && other.name === "localities" && around.includes(other.value));
  if (own) untick((other) => other !== box && other.dataset.path.split(" ").includes(own));
}

places?.addEventListener("change", ({ target }) => { if (target.checked && target.dataset.path) exclude(target); }, true);
places?.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.type === "search") event.preventDefault(); });

const fixed = (number) => String(Number(number.toFixed(6)));
const pair = ([lat, lon]) => `${fixed(lat)},${fixed(lon)}`;
const lineOf = (shape) => shape.km ? `${pair(shape.points[0])} ${shape.km}` : shape.points.map(pair).join(" ");
const isWhole = (shape) => shape.km ? shape.points.length === 1 : shape.points.length > 2;

function shapeOf(line) {
  const words = line.replace(/\s*,\s*/g, ",").trim().split(/\s+/);
  const numbers = words.map((one) => one.split(",").map(Number));
  if (numbers.flat().some(Number.isNaN)) return null;
  if (words.length === 1 && numbers[0].length === 3) return { km: numbers[0][2], points: [numbers[0].slice(0, 2)] };
  if (words.length === 2 && numbers[1].length === 1) return { km: numbers[1][0], points: [numbers[0]] };
  if (numbers.length < 3 || numbers.some((one) => one.length !== 2)) return null;
  return { points: String(numbers[0]) === String(numbers.at(-1)) ? numbers.slice(0, -1) : numbers };
}

const shapesOf = (text) => text.split("\n").filter((one) => one.trim()).map(shapeOf).filter(Boolean);

function loadLeaflet({ style, script }) {
  if (window.L) return Promise.resolve();
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
  const code = Object.assign(document.createElement("script"), { src: script });
  const styled = new Promise((done) => { sheet.onload = done; });
  const coded = new Promise((done) => { code.onload = done; });
  document.head.append(sheet, code);
  return Promise.all([styled, coded]);
}

// One drawing: its shapes are the lines of the text field beneath, which is what the form sends.
class Drawing {
  constructor(root) {
    this.root = root;
    this.draws = root.dataset.drawing === "draws";
    this.field = this.draws ? document.getElementById("drawn") : null;
    this.shapes = shapesOf(this.field ? this.field.value : root.dataset.shapes);
    this.tool = "circle";
    this.open = false;
    this.markers = new Map();
  }

  async begin() {
    await loadLeaflet(this.root.dataset);
    this.map = L.map(this.root.querySelector(".map"), { attributionControl: false, doubleClickZoom: !this.draws });
    if (this.root.dataset.tiles) L.tileLayer(this.root.dataset.tiles, { maxZoom: 19 }).addTo(this.map);
    this.map.setView([11.1, 106.65], 9);
    this.layer = L.featureGroup().addTo(this.map);
    for (const point of await this.points()) {
      const marker = L.circleMarker(point.at, { radius: 7, className: "spot" }).bindTooltip(point.name).addTo(this.map);
      this.markers.set(point.id, marker);
    }
    this.show();
    this.mark(this.root.dataset.reached || document.querySelector("#preview [data-reached]")?.dataset.reached || "");
    this.look();
    if (this.draws) this.listen();
  }

  // Without the stations one may still draw: the server counts who stands inside.
  async points() {
    try {
      const answer = await fetch(this.root.dataset.points, { headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : [];
    } catch {
      return [];
    }
  }

  look() {
    const drawn = this.layer.getLayers().length ? this.layer : L.featureGroup([...this.markers.values()]);
    if (drawn.getLayers().length) this.map.fitBounds(drawn.getBounds().pad(0.3), { maxZoom: 15 });
  }

  listen() {
    this.map.on("click", ({ latlng }) => this.put(latlng));
    for (const button of this.root.querySelectorAll("[data-tool]")) button.onclick = () => this.choose(button.dataset.tool);
    for (const button of this.root.querySelectorAll("[data-act]")) button.onclick = () => this[button.dataset.act]();
    this.root.querySelector("[data-radius]").onchange = () => this.widen();
    this.field.addEventListener("change", () => { this.shapes = shapesOf(this.field.value); this.open = false; this.show(); });
    document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
      if (detail.target.id === "preview") this.mark(detail.target.querySelector("[data-reached]")?.dataset.reached || "");
    });
  }

  choose(tool) {
    this.tool = tool;
    this.another();
    for (const one of this.root.querySelectorAll("[data-tool]")) one.setAttribute("aria-pressed", String(one.dataset.tool === tool));
    for (const one of this.root.querySelectorAll("[data-says]")) one.hidden = one.dataset.says !== tool;
  }

  put({ lat, lng }) {
    const point = [lat, lng];
    if (!this.open) this.shapes.push(this.tool === "circle" ? { km: this.radius(), points: [] } : { points: [] });
    this.open = true;
    const shape = this.shapes.at(-1);
    if (shape.km) shape.points = [point]; else shape.points.push(point);
    this.keep();
  }

  radius() { return Number(this.root.querySelector("[data-radius]").value); }

  widen() {
    const shape = this.shapes.at(-1);
    if (!shape?.km) return;
    shape.km = this.radius();
    this.keep();
  }

  middle() { this.put(this.map.getCenter()); }

  another() { this.open = false; }

  back() {
    const shape = this.shapes.at(-1);
    if (!shape) return;
    shape.points.pop();
    if (!shape.points.length) { this.shapes.pop(); this.open = false; }
    this.keep();
  }

  clear() { this.shapes = []; this.open = false; this.keep(); }

  // What is drawn takes the place of "all of it"; the form, the read-back and what is kept in this tab hear of it as of typing.
  keep() {
    this.field.value = this.shapes.filter(isWhole).map(lineOf).join("\n");
    if (this.field.value) untick((box) => box.value === places.dataset.places);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.show();
  }

  show() {
    this.layer.clearLayers();
    for (const shape of this.shapes) {
      if (shape.km && shape.points.length) L.circle(shape.points[0], { radius: shape.km * 1000, className: "shape", interactive: false }).addTo(this.layer);
      else if (shape.points.length > 2) L.polygon(shape.points, { className: "shape", interactive: false }).addTo(this.layer);
      else if (shape.points.length) L.polyline(shape.points, { className: "shape", interactive: false }).addTo(this.layer);
      if (!shape.km) for (const point of shape.points) L.circleMarker(point, { radius: 5, className: "corner", interactive: false }).addTo(this.layer);
    }
  }

  mark(reached) {
    const inside = new Set(reached.split(" "));
    for (const [id, marker] of this.markers) marker.getElement()?.classList.toggle("reached", inside.has(id));
  }
}

for (const fold of document.querySelectorAll("details.drawing")) {
  const root = fold.querySelector("[data-drawing]");
  const begin = () => {
    if (!fold.open || root.dataset.begun) return;
    root.dataset.begun = "yes";
    root.hidden = false;
    new Drawing(root).begin();
  };
  fold.addEventListener("toggle", begin);
  begin();
}
