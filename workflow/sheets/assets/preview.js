
// Reload when the server says that the page is another one now. A hidden page does not listen: a browser
// keeps six connections to one server and no more.
const { page, seen } = document.currentScript.dataset;
let events = null;
function listen() {
  if (document.hidden || events) return;
  events = new EventSource(`/events?page=${encodeURIComponent(page)}&seen=${seen}`);
  events.addEventListener("changed", () => location.reload());
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return listen();
  events?.close();
  events = null;
});
listen();
