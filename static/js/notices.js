/* A notice whose link is followed is seen; without this script, « Tout marquer comme vu » says so. */

const form = document.querySelector("form[data-see]");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-notice]");
  if (!form || !link) return;
  const body = new FormData(form);
  body.delete("jusqu");
  body.set("avis", link.dataset.notice);
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
});
