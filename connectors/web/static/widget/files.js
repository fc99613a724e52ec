// Files that go along with a message, behind a paper clip.

import { button, icon, make } from "./tools.js";

const CLIP = "M20 11.5l-8.2 8.2a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6";
const CROSS = "M6 6l12 12M18 6 6 18";
const MOST_FILES = 3; // what the server takes
const MOST_BYTES = 2 * 1024 * 1024;

/** A part of the chat: see parts.js. */
export function files({ bot, words, composer, panel }) {
  let kept = []; // { name, size, data }
  const list = make("ul", { class: "files", "aria-label": words.files, hidden: true });
  const show = () => {
    list.hidden = !kept.length;
    list.replaceChildren(...kept.map((file) => make("li", {}, make("span", { dir: "auto" }, file.name),
      button({ "aria-label": words.removeFile.replace("{name}", file.name), onclick: () => { kept = kept.filter((one) => one !== file); show(); composer.field.focus(); } }, icon(CROSS)))));
  };
  const add = async () => {
    const chosen = [...picker.files];
    picker.value = "";
    const size = [...kept, ...chosen].reduce((sum, file) => sum + file.size, 0);
    if (kept.length + chosen.length > MOST_FILES || size > MOST_BYTES) return panel.tell(words.tooMuch);
    kept.push(...(await Promise.all(chosen.map(packed))));
    show();
    composer.field.focus();
  };
  const picker = make("input", { type: "file", accept: bot.files.join(), multiple: true, hidden: true, onchange: add });
  const clip = button({ class: "tool", part: "attach", "aria-label": words.attach, title: words.attach, onclick: () => picker.click() }, icon(CLIP));
  composer.field.before(picker, clip);
  composer.element.prepend(list);
  return {
    enclose() {
      const sent = kept.map(({ name, data }) => ({ name, data }));
      kept = [];
      show();
      return sent.length ? { files: sent } : {};
    },
  };
}

/** The file with its bytes in Base64. */
function packed(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, size: file.size, data: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
