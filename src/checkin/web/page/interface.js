// The whole interface in the browser: a terminal, and buttons for the keys that browsers and tablets keep or lack.
"use strict";

const KEYS = [["F1", "\x1bOP"], ["F2", "\x1bOQ"], ["F3", "\x1bOR"], ["F4", "\x1bOS"], ["F5", "\x1b[15~"], ["F6", "\x1b[17~"],
  ["F7", "\x1b[18~"], ["F8", "\x1b[19~"], ["F9", "\x1b[20~"], ["F12", "\x1b[24~"], ["Esc", "\x1b"], ["Tab", "\t"],
  ["\u2191", "\x1b[A"], ["\u2193", "\x1b[B"], ["\u2190", "\x1b[D"], ["\u2192", "\x1b[C"], ["Enter", "\r"],
  ["Ctrl+S", "\x13"], ["Ctrl+T", "\x14"], ["Ctrl+W", "\x17"], ["Ctrl+Q", "\x11"]];
const at = (id) => document.getElementById(id);
let texts = {};
const OPENS = 15000;   // milliseconds within which the connection must be there
let socket = null, wasOpen = false;

// Say that the interface has ended, or why it did not begin: Safari on iPads refuses this connection without a word.
function ended() {
  at("why").textContent = texts[wasOpen ? "interface_ended" : "interface_refused"];
  if (!at("ended").open) at("ended").showModal();
}

// The terminal makes its own connection; the buttons use it too.
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    socket = this;
    this.addEventListener("open", () => { wasOpen = true; });
    this.addEventListener("close", ended);
  }
};

async function ask(path, body) {
  const headers = { "X-Language": localStorage.getItem("language") || "", Authorization: "Bearer " + localStorage.getItem("token") };
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body),
    cache: "no-store", signal: AbortSignal.timeout(8000) });
  const reply = await response.json();
  if (reply.no_access) location.href = "/?interface";
  if (!response.ok) throw new Error(reply.error);
  return reply;
}

for (const [name, sent] of KEYS) {
  const button = document.createElement("button");
  button.textContent = name;
  button.addEventListener("click", () => {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(["stdin", sent]));
    document.querySelector("#terminal textarea").focus();
  });
  at("keys").append(button);
}
at("reopen").addEventListener("click", () => location.reload());

(async () => {
  try {
    const found = await ask("/texts");
    texts = found.texts;
    document.documentElement.lang = found.language;
    for (const one of document.querySelectorAll("[data-text]")) one.textContent = texts[one.dataset.text];
    const { ticket } = await ask("/interface/ticket", {});
    at("terminal").dataset.sessionWebsocketUrl = "wss://" + location.host + "/interface/screen/" + ticket;
    at("terminal").dataset.fontSize = innerWidth < 700 ? "12" : "16";
    await document.fonts.load("16px 'Roboto Mono'");
  } catch (error) { at("offline").textContent = error.message || "…"; at("offline").hidden = false; return; }
  const script = document.createElement("script");
  script.src = "/interface/textual.js";
  script.addEventListener("load", () => {
    setTimeout(() => { if (!wasOpen) ended(); }, OPENS);
    try { window.onload(); } catch { ended(); }
  });
  document.head.append(script);
})();
