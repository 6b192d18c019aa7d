// The live stream: events become DOM events, and pieces that hear them are fetched anew. When the stream is down,
// pieces are fetched every few seconds instead. A hidden page holds no connection: browsers allow six to one host.

const NAMES = ["session", "run", "verdict", "score", "cloud", "regrade", "rerun", "question", "terms", "look", "watch"];
const POLL_MS = 4000;
const GRACE_MS = 3000;
const SETTLE_MS = 120;
const SLOW_MS = 1500;

const { live: address, after } = document.body.dataset;
let source = null;
let last = after;
let polling = null;
let missed = false;
const waiting = new Map();

function connect() {
  if (!address || source || document.hidden) return;
  source = new EventSource(`${address}?after=${encodeURIComponent(last)}`);
  source.onopen = () => {
    stopPolling();
    document.documentElement.dataset.live = "stream";
    if (missed) renewAll();
    missed = false;
  };
  source.onerror = () => {
    const refused = source.readyState === EventSource.CLOSED;
    startPollingSoon();
    if (refused) { // the server answered with something that is no stream: try again later by ourselves
      disconnect();
      setTimeout(connect, POLL_MS * 2);
    }
  };
  for (const name of NAMES) source.addEventListener(name, hear);
}

function disconnect() {
  source?.close();
  source = null;
}

function hear(event) {
  if (event.lastEventId) last = event.lastEventId;
  const told = new CustomEvent(`classroom:${event.type}`, { detail: JSON.parse(event.data), cancelable: true });
  const held = !document.dispatchEvent(told);
  for (const piece of document.querySelectorAll(`[data-hear~="${event.type}"]`)) {
    if (concerns(piece, told.detail) && !(held && piece.id === "verdicts")) renewSoon(piece);
  }
}

function concerns(piece, detail) {
  const { labId, placeId } = piece.dataset;
  return (!labId || !detail.lab || labId === String(detail.lab)) && (!placeId || !detail.place || placeId === String(detail.place));
}

function renewSoon(piece) {
  if (waiting.has(piece.id)) return;
  const pause = "slow" in piece.dataset ? SLOW_MS : SETTLE_MS;
  waiting.set(piece.id, setTimeout(() => {
    waiting.delete(piece.id);
    const now = document.getElementById(piece.id);
    if (now) window.htmx.trigger(now, "refresh");
  }, pause));
}

function renewAll() {
  for (const piece of document.querySelectorAll("[data-poll], [data-poll-all]")) renewSoon(piece);
}

function startPollingSoon() {
  missed = true;
  if (polling) return;
  polling = setTimeout(() => {
    document.documentElement.dataset.live = "polling";
    renewAll();
    polling = setInterval(() => { if (!document.hidden) renewAll(); }, POLL_MS);
  }, GRACE_MS);
}

function stopPolling() {
  clearTimeout(polling);
  clearInterval(polling);
  polling = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) disconnect();
  else connect();
});
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
connect();
