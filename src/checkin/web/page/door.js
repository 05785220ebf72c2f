// The door on a phone. Every text comes from the laptop; nothing is shown as recorded before the laptop has said so.
"use strict";

const LONGEST_SIDE = 640;      // of the picture that is sent, in pixels
const PAUSE = 80;              // milliseconds between two pictures
const STAYS = 4000;            // milliseconds for which an answer is shown
const WAITS = 8000;            // milliseconds after which a request without an answer is asked about
const REFRESH = 3000;          // milliseconds between two looks at the count
const DARK = 28;               // mean brightness, of 255, below which no badge is read

const at = (id) => document.getElementById(id);
const state = { token: localStorage.getItem("token") || "", texts: {}, language: localStorage.getItem("language") || "",
  guest: false, pending: null, offline: false, until: 0, stream: null, isLost: false, sounds: null, last: "", sessions: [], pinned: "" };
const text = (name, values = {}) =>
  (state.texts[name] || "").replace(/\{(\w+)\}/g, (all, key) => key in values ? values[key] : all);
const requestId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

class NoAnswer extends Error {}
class Refused extends Error { constructor(body) { super(body.error || ""); this.body = body; } }

async function ask(path, body, id) {
  const headers = { "X-Language": state.language, Authorization: "Bearer " + state.token };
  if (id) headers["X-Request"] = id;
  const isPicture = body instanceof Blob;
  if (body && !isPicture) headers["Content-Type"] = "application/json";
  let response, reply;
  try {
    response = await fetch(path, { method: body ? "POST" : "GET", headers, cache: "no-store",
      body: body ? (isPicture ? body : JSON.stringify(body)) : undefined, signal: AbortSignal.timeout(WAITS) });
    reply = await response.json();
  } catch { throw new NoAnswer(); }
  if (reply.no_access) { lostAccess(); throw new Refused(reply); }
  if (!response.ok) throw new Refused(reply);
  return reply;
}

// -- texts and languages

async function loadTexts() {
  const found = await ask("/texts");
  Object.assign(state, { texts: found.texts, language: found.language });
  document.documentElement.lang = found.language;
  document.title = text("title");
  at("whole").hidden = !found.interface;
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = text(one.dataset.text);
  for (const one of document.querySelectorAll("[data-hint]")) one.placeholder = text(one.dataset.hint);
  for (const list of document.querySelectorAll(".languages")) {
    list.replaceChildren(...Object.entries(found.languages).map(([code, name]) => new Option(name, code, false, code === found.language)));
  }
}

for (const list of document.querySelectorAll(".languages")) {
  list.addEventListener("change", async () => {
    state.language = list.value;
    localStorage.setItem("language", list.value);
    await loadTexts().catch(failed);
    refresh();
  });
}

// -- pairing

at("pair").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const reply = await ask("/pair", { code: at("pair-code").value.trim(), name: at("pair-name").value });
    state.token = reply.token;
    localStorage.setItem("token", reply.token);
    await begin();
  } catch (error) { at("pair-error").textContent = error instanceof NoAnswer ? text("no_connection") : error.message; }
});

function lostAccess() {
  const had = state.token !== "";
  state.token = "";
  localStorage.removeItem("token");
  stopCamera();
  at("door").hidden = true;
  at("pair").hidden = false;
  if (had) at("pair-error").textContent = text("gone");
}

at("leave").addEventListener("click", async () => {
  try { await ask("/leave", {}); } catch (error) { return failed(error); }
  closeDialogs();
  lostAccess();
  at("pair-error").textContent = "";
});

// -- the camera

async function startCamera() {
  const wasLost = state.isLost;
  stopCamera();
  try {
    state.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    state.isLost = wasLost;
    at("hint").textContent = text(wasLost ? "camera_lost" : "camera_denied");
    return;
  }
  const track = state.stream.getVideoTracks()[0];
  const isFront = track.getSettings().facingMode !== "environment";
  for (const id of ["video", "frame"]) at(id).classList.toggle("mirrored", isFront);
  at("torch").hidden = !(track.getCapabilities && track.getCapabilities().torch);
  track.addEventListener("ended", () => { stopCamera(); state.isLost = true; at("hint").textContent = text("camera_lost"); });
  at("video").srcObject = state.stream;
  await at("video").play();
  at("camera").hidden = true;
  at("hint").textContent = text("hold");
  look(state.stream);
}

function stopCamera() {
  state.isLost = false;
  if (state.stream) for (const track of state.stream.getTracks()) track.stop();
  state.stream = at("video").srcObject = null;
  outline(null);
  at("torch").hidden = true;
  at("camera").hidden = false;
}

const canvas = document.createElement("canvas");
const brush = canvas.getContext("2d", { willReadFrequently: true });

async function look(stream) {
  while (state.stream === stream) {
    if (!document.hidden && !state.offline && at("video").videoWidth) {
      try { await sendPicture(stream); } catch (error) { await failed(error); }
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

async function sendPicture(stream) {
  const video = at("video"), scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  brush.drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.7));
  const reply = await once("/frame", picture);
  if (state.stream !== stream) return;
  outline(reply.corners);
  if (reply.codes) return;
  const middle = brush.getImageData(canvas.width / 4, canvas.height / 4, canvas.width / 2, canvas.height / 2).data;
  let sum = 0, n = 0;
  for (let place = 0; place < middle.length; place += 64) { sum += middle[place + 1]; n += 1; }
  at("hint").textContent = text(sum / n < DARK ? "dark" : "hold");
}

// Draw a frame around the code that was read. The video is cut to its box (object-fit: cover).
function outline(corners) {
  const shape = at("frame").firstElementChild, video = at("video");
  if (!corners) return shape.setAttribute("points", "");
  const wide = video.clientWidth, high = video.clientHeight;
  const scale = Math.max(wide / video.videoWidth, high / video.videoHeight);
  const place = ([x, y]) => [
    ((x - .5) * video.videoWidth * scale + wide / 2) / wide, ((y - .5) * video.videoHeight * scale + high / 2) / high];
  shape.setAttribute("points", corners.map((corner) => place(corner).join(",")).join(" "));
}

at("camera").addEventListener("click", () => { wakeSound(); startCamera(); });
at("torch").addEventListener("click", async () => {
  const track = state.stream && state.stream.getVideoTracks()[0];
  if (track) await track.applyConstraints({ advanced: [{ torch: !track.getSettings().torch }] }).catch(() => {});
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && state.token) { refresh(); findCamera(); } });
if (navigator.mediaDevices) navigator.mediaDevices.addEventListener("devicechange", findCamera);
function findCamera() { if (state.isLost) startCamera(); }

// -- scans

// Send something that may be recorded. Until its answer is known, nothing else is sent.
async function once(path, body) {
  const id = requestId();
  state.pending = id;
  const reply = await ask(path, body, id);
  state.pending = null;
  if (reply.answer) showAnswer(reply.answer);
  if (reply.undone) showWords("gone", "<", reply.undone, "", STAYS);
  if (reply.blocked) showWords("refused", "!", reply.text, "", STAYS);
  return reply;
}

function showAnswer(answer) {
  state.until = Date.now() + STAYS;
  if (answer.again && answer.event === state.last && !at("answer").hidden) return;
  state.last = answer.event;
  at("answer").className = answer.colour;
  at("word").textContent = answer.shape + " " + answer.word;
  for (const part of ["name", "place", "detail", "note"]) at(part).textContent = answer[part];
  at("answer").hidden = false;
  at("undo").hidden = !answer.can_undo;
  fit();
  ring(answer.sound);
  if (navigator.vibrate) navigator.vibrate(answer.counted ? 120 : [80, 80, 80, 80, 80]);
  refresh();
}

function showWords(colour, shape, word, below, stays) {
  state.until = Date.now() + stays;
  state.last = "";
  at("answer").className = colour;
  at("word").textContent = (shape + " " + word).trim();
  at("detail").textContent = below;
  for (const part of ["name", "place", "note"]) at(part).textContent = "";
  at("undo").hidden = true;
  at("answer").hidden = false;
  fit();
}

// Make the letters of the answer smaller until all of it is seen.
function fit() {
  const box = at("answer");
  for (let size = 10; size >= 5; size -= 1) {
    box.style.setProperty("--fit", size / 10);
    if (box.scrollHeight <= box.clientHeight) return;
  }
}
addEventListener("resize", fit);

setInterval(() => {
  if (!at("answer").hidden && Date.now() > state.until) { at("answer").hidden = true; at("undo").hidden = true; outline(null); }
}, 200);
at("answer").addEventListener("click", () => { state.until = 0; });

// -- what goes wrong

async function failed(error) {
  if (error instanceof Refused) {
    state.pending = null;
    if (error.body.not_recorded) showWords("broken", "", text("out_of_order"), error.message, STAYS * 3);
    else if (error.message && !error.body.no_access) showWords("refused", "!", error.message, "", STAYS);
    return;
  }
  if (!(error instanceof NoAnswer)) throw error;
  if (state.offline) return;
  state.offline = true;
  at("offline").textContent = text("no_connection") + (state.pending ? " " + text("waiting") : "");
  at("offline").hidden = false;
  showWords("broken", "", text("no_connection"), state.pending ? text("waiting") : "", STAYS);
  reconnect();
}

addEventListener("offline", refresh);

async function reconnect() {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    try {
      const pending = state.pending;
      if (pending) {
        const { arrived, reply } = await ask("/reply/" + pending);
        state.pending = null;
        if (arrived && reply.answer) showAnswer(reply.answer);
        else if (arrived && reply.undone) showWords("gone", "<", reply.undone, "", STAYS);
        else if (!arrived) showWords("broken", "", text("not_recorded"), "", STAYS);
      } else await ask("/state");
      break;
    } catch (error) { if (error instanceof Refused) break; }
  }
  state.offline = false;
  at("offline").hidden = true;
  refresh();
}

// -- sounds

function wakeSound() {
  const Sounds = window.AudioContext || window.webkitAudioContext;
  if (!state.sounds && Sounds) state.sounds = new Sounds();
  if (state.sounds) state.sounds.resume();
}

function ring(moments) {
  if (!state.sounds || !at("sound").checked) return;
  for (const moment of moments) {
    const tone = state.sounds.createOscillator(), loud = state.sounds.createGain();
    tone.frequency.value = moments.length === 1 ? 880 : 330;
    loud.gain.value = 0.25;
    tone.connect(loud).connect(state.sounds.destination);
    tone.start(state.sounds.currentTime + moment);
    tone.stop(state.sounds.currentTime + moment + 0.12);
  }
}

// -- the session and the count

async function refresh() {
  if (!state.token || document.hidden) return;
  try {
    const found = await ask("/state");
    showState(found);
  } catch (error) { await failed(error); }
}

function showState(found) {
  Object.assign(state, { guest: found.guest, sessions: found.sessions || [], pinned: found.pinned || "" });
  at("session-title").textContent = found.title;
  at("session").disabled = found.guest;
  at("own-name").textContent = found.name;
  at("count-text").textContent = text("present", found);
  at("bar").max = Math.max(1, found.expected);
  at("bar").value = found.present;
  at("warning").textContent = found.warning || found.ended;
  at("warning").hidden = !(found.warning || found.ended);
  for (const one of document.querySelectorAll(".staff")) one.hidden = found.guest;
}
setInterval(() => { if (!state.offline) refresh(); }, REFRESH);

// -- dialogs

function closeDialogs() { for (const one of document.querySelectorAll("dialog[open]")) one.close(); }
for (const one of document.querySelectorAll(".closes")) one.addEventListener("click", closeDialogs);
at("more").addEventListener("click", () => at("more-dialog").showModal());
at("type").addEventListener("click", () => { at("code").value = ""; at("type-dialog").showModal(); });
at("type-dialog").addEventListener("close", async () => {
  const code = at("code").value.trim();
  if (at("type-dialog").returnValue !== "ok" || !code) return;
  try { await once("/code", { code }); } catch (error) { await failed(error); }
});

function question(words, yes, act) {
  at("question").textContent = words;
  at("question-yes").textContent = yes;
  at("question-yes").onclick = async () => { closeDialogs(); try { await act(); } catch (error) { await failed(error); } };
  at("question-dialog").showModal();
}
at("question-no").addEventListener("click", closeDialogs);

at("undo").addEventListener("click", () => undo(state.last, false));
async function undo(event, sure) {
  state.until = Date.now() + STAYS;
  try {
    const reply = await ask("/undo", { event, sure });
    if (reply.question) return question(reply.question, text("yes_undo"), () => undo(event, true));
    showWords("gone", "<", reply.undone, "", STAYS);
    refresh();
  } catch (error) { await failed(error); }
}

function row(title, below, act) {
  const button = document.createElement("button"), small = document.createElement("small");
  button.append(title, small);
  small.textContent = below;
  button.addEventListener("click", act);
  const item = document.createElement("li");
  item.append(button);
  return item;
}

at("find").addEventListener("click", () => {
  at("find-text").value = "";
  at("found").replaceChildren();
  at("find-state").textContent = "";
  at("find-dialog").showModal();
});
let asked = 0;
at("find-text").addEventListener("input", async () => {
  const number = ++asked, words = at("find-text").value;
  try {
    const hits = await ask("/search", { text: words });
    if (number !== asked) return;
    const none = words.trim().length > 1 && !hits.people.length;
    at("find-state").textContent = none ? text("nobody") : hits.nearest && hits.people.length ? text("nearest") : "";
    at("found").replaceChildren(...hits.people.map((person) => row(person.name, person.place, () => {
      closeDialogs();
      once("/person", { person: person.id }).catch(failed);
    })));
  } catch (error) { closeDialogs(); await failed(error); }
});

at("session").addEventListener("click", () => {
  const choices = [{ id: "", title: text("by_clock") }, ...state.sessions];
  at("sessions").replaceChildren(...choices.map((one) => {
    const item = row(one.title, "", () => { closeDialogs(); choose(one.id, false).catch(failed); });
    item.firstElementChild.setAttribute("aria-current", String(one.id === state.pinned));
    return item;
  }));
  at("session-dialog").showModal();
});
async function choose(session, anytime) {
  const reply = await ask("/session", { session, anytime });
  if (reply.question) return question(reply.question, text("yes_count"), () => choose(session, true));
  showState(reply);
}

// -- start

const toInterface = location.search === "?interface";
async function begin() {
  at("pair").hidden = state.token !== "";
  at("door").hidden = state.token === "";
  if (!state.token) return;
  if (toInterface) { location.href = "/interface"; return; }
  history.replaceState(null, "", "/");
  await refresh();
}

(async () => {
  const code = location.hash.slice(1);
  if (code) { at("pair-code").value = code; history.replaceState(null, "", "/" + location.search); }
  try { await loadTexts(); } catch (error) { at("offline").hidden = false; at("offline").textContent = "…"; setTimeout(() => location.reload(), 2000); return; }
  await begin();
})();
