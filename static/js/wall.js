// The view for the wall: the whole screen at a press, and the screen stays awake while it is shown.

let awake = null;

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-whole-screen]")) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

async function stayAwake() {
  if (!document.getElementById("live-wall") || document.hidden || awake) return;
  try {
    awake = await navigator.wakeLock.request("screen");
    awake.addEventListener("release", () => { awake = null; });
  } catch { /* where it is not allowed, the screen keeps its own time */ }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
