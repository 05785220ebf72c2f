// The board for a projector. It refreshes itself, and says when it cannot.
"use strict";

const REFRESH = 2000;
const TURN = 8000;   // milliseconds for which a page of delegations is shown, where they do not fit on one
const at = (id) => document.getElementById(id);
let texts = {};

async function ask(path) {
  const headers = { "X-Language": localStorage.getItem("language") || "", Authorization: "Bearer " + localStorage.getItem("token") };
  const response = await fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout(8000) });
  const reply = await response.json();
  if (reply.no_access) location.href = "/";
  if (!response.ok) throw new Error(reply.error);
  return reply;
}

function country([name, present, expected]) {
  const item = document.createElement("li"), count = document.createElement("span");
  item.append(name, count);
  count.textContent = present + "/" + expected;
  item.classList.toggle("whole", present === expected);
  return item;
}

async function refresh() {
  try {
    if (!texts.board_title) {
      const found = await ask("/texts");
      texts = found.texts;
      document.documentElement.lang = found.language;
      document.title = texts.board_title;
    }
    const found = await ask("/board.json");
    for (const [id, value] of [["course", found.course], ["time", found.time], ["board-title", [found.title, found.rooms].filter(Boolean).join(" · ")]]) at(id).textContent = value;
    at("board-count").textContent = found.present + " / " + found.expected;
    at("board-bar").max = Math.max(1, found.expected);
    at("board-bar").value = found.present;
    at("countries").replaceChildren(...found.countries.map(country));
    at("offline").hidden = true;
  } catch {
    at("offline").textContent = texts.no_connection || "…";
    at("offline").hidden = false;
  }
  setTimeout(refresh, REFRESH);
}

function turn() {
  const list = at("countries"), page = list.clientWidth + parseFloat(getComputedStyle(list).columnGap);
  const next = list.scrollLeft + page;
  list.scrollLeft = next < list.scrollWidth ? next : 0;
}
setInterval(turn, TURN);
refresh();
