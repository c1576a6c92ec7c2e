// The microphone on the compose page. What is recorded becomes the chosen file of the form, as if it had been picked:
// nothing is sent before the form is. Without microphone, HTTPS or MediaRecorder only the file field stays.
"use strict";

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class Recorder {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.field = this.form.querySelector("[name=recording_file]");
    this.kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one)) || "";
    this.part("start").addEventListener("click", () => this.start());
    this.part("stop").addEventListener("click", () => this.stop());
    this.part("microphone").hidden = false;
    this.form.addEventListener("submit", (event) => this.finish(event), { capture: true });
  }

  part(name) { return this.root.querySelector(`[data-${name}]`); }

  say(word) {
    this.part("says").textContent = word ? this.part("words").content.querySelector(`[data-word=${word}]`).textContent : "";
  }

  async start() {
    this.part("start").disabled = true; // a second tap while the browser asks would open a microphone nobody closes
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch (fault) {
      this.say(fault.name === "NotAllowedError" ? "refused" : "none");
      return;
    } finally {
      this.part("start").disabled = false;
    }
    const pieces = [];
    this.machine = new MediaRecorder(this.stream, this.kind ? { mimeType: this.kind } : {});
    this.machine.addEventListener("dataavailable", ({ data }) => { if (data.size) pieces.push(data); });
    this.machine.addEventListener("stop", () => this.keep(pieces));
    this.machine.start(1000);
    this.began = performance.now();
    this.show(true);
    this.say("recording");
    this.part("stop").focus();
    this.watch();
  }

  stop() { if (this.machine?.state === "recording") this.machine.stop(); }

  // Who sends the form while it records keeps what was said, and hears it before it goes.
  finish(event) {
    if (this.machine?.state !== "recording") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.stop();
  }

  show(running) {
    for (const name of ["stop", "clock", "level"]) this.part(name).hidden = !running;
    this.part("start").hidden = running;
    if (running) this.part("heard").hidden = true;
  }

  // The clock and the level: whoever speaks sees at once whether the microphone hears.
  watch() {
    const context = new AudioContext();
    const meter = context.createAnalyser();
    const samples = new Float32Array(meter.fftSize);
    context.createMediaStreamSource(this.stream).connect(meter);
    const look = () => {
      if (this.machine.state !== "recording") { context.close(); return; }
      const seconds = (performance.now() - this.began) / 1000;
      meter.getFloatTimeDomainData(samples);
      this.part("level").value = samples.reduce((highest, one) => Math.max(highest, Math.abs(one)), 0);
      this.part("clock").textContent = minutes(seconds);
      if (seconds >= Number(this.root.dataset.longest) - 1) this.stop();
      requestAnimationFrame(look);
    };
    look();
    // A page in the background draws nothing, but must stop in time as well.
    this.end = setTimeout(() => this.stop(), (Number(this.root.dataset.longest) - 1) * 1000);
  }

  keep(pieces) {
    clearTimeout(this.end);
    for (const track of this.stream.getTracks()) track.stop();
    const kind = this.machine.mimeType.split(";")[0];
    const file = new File(pieces, `thu-am.${ENDINGS[kind] || "webm"}`, { type: kind });
    const chosen = new DataTransfer();
    chosen.items.add(file);
    this.field.files = chosen.files;
    this.show(false);
    this.part("first").hidden = true;
    this.part("again").hidden = false;
    this.hear(file);
    this.say("done");
    this.part("heard").focus();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  hear(file) {
    const heard = this.part("heard");
    if (heard.src) URL.revokeObjectURL(heard.src);
    heard.src = URL.createObjectURL(file);
    heard.hidden = false;
  }
}

// A file too large is told before it is sent; one not sent yet is not lost by a wrong tap.
function guard(root) {
  const form = root.closest("form");
  const field = form.querySelector("[name=recording_file]");
  const says = root.querySelector("[data-says]");
  const word = (name) => root.querySelector("[data-words]").content.querySelector(`[data-word=${name}]`).textContent;
  let sent = false;
  field.addEventListener("change", () => {
    const large = field.files[0]?.size > Number(field.dataset.limit);
    field.setCustomValidity(large ? word("large") : "");
    if (large) says.textContent = word("large");
  });
  form.addEventListener("submit", (event) => {
    if (!form.querySelector("[name=sound][value=recording]").checked) field.disabled = true;
    if (field.disabled || !field.files.length) return;
    if (field.validationMessage) {
      event.preventDefault();
      field.reportValidity();
      return;
    }
    sent = true;
    says.textContent = word("sending");
  });
  window.addEventListener("beforeunload", (event) => { if (field.files.length && !sent) event.preventDefault(); });
}

for (const root of document.querySelectorAll("[data-recorder]")) {
  guard(root);
  if (window.isSecureContext && navigator.mediaDevices?.getUserMedia && window.MediaRecorder) new Recorder(root);
}
