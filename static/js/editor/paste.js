// What is pasted in a list or a discussion is read by modules of its own, fetched at the first paste.

const STRUCTURED = /<(?:table|[uo]l|li)\b|mso-list:/i;
const SEVERAL = /[\n\r\t]/;
// Several structures on one line of attendance, maybe: « OIM ; HCR ; PAM. »
const ONE_LINE = /;\s*[^\s;]|(?:,[^,]+){3}/;

const cutter = () => import("../paste/cut.js");

export function listenToPaste(form) {
  form.addEventListener("paste", async (event) => {
    const field = event.target;
    const what = field.dataset?.paste;
    if (!what) return;
    const [html, text] = ["text/html", "text/plain"].map((kind) => event.clipboardData.getData(kind));
    const isOurs = STRUCTURED.test(html) || (what !== "discussion" && SEVERAL.test(text.trim()));
    if (!isOurs) return;
    event.preventDefault();
    try {
      const { paste } = await import("../paste/put.js");
      await paste(field, { html, text });
    } catch (error) {
      field.focus(); // the modules did not arrive: the words do
      document.execCommand("insertText", false, text);
      throw error;
    }
  });
  form.addEventListener("input", ({ target }) => {
    if (!target.name?.endsWith("/wording")) return;
    if (ONE_LINE.test(target.value) || target.closest(".cells").querySelector("[data-cut]")) cutter().then(({ offer }) => offer(target), () => {});
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cut]");
    if (!button) return;
    event.preventDefault();
    cutter().then(({ cut }) => cut(button));
  });
}
