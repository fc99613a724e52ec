// Files that go along with a message, behind a paper clip.

import { iconButton, make } from "./tools.js";

const CLIP = "M20 11.5l-8.2 8.2a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6";
const CROSS = "M6 6l12 12M18 6 6 18";
const MOST_FILES = 3; // what the server takes
const MOST_BYTES = 2 * 1024 * 1024;

/** A part of the chat: see parts.js. */
export function files({ bot, words, messages, composer, panel }) {
  let kept = []; // { name, size, data }
  const list = make("ul", { class: "files", "aria-label": words.files, hidden: true });
  const kilobytes = new Intl.NumberFormat(messages.locale, { style: "unit", unit: "kilobyte" });
  const item = ({ name, size }, ...more) => make("li", {}, make("span", { dir: "auto" }, name), make("small", {}, kilobytes.format(Math.ceil(size / 1000))), ...more);
  const show = () => {
    list.hidden = !kept.length;
    list.replaceChildren(...kept.map((file) => item(file,
      iconButton(CROSS, words.removeFile.replace("{name}", file.name), { onclick: () => { kept = kept.filter((one) => one !== file); show(); composer.field.focus(); } }))));
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
  const clip = iconButton(CLIP, words.attach, { class: "tool", part: "attach", onclick: () => picker.click() });
  composer.field.before(picker, clip);
  composer.element.prepend(list);
  return {
    enclose() {
      const sent = kept.map(({ name, data }) => ({ name, data }));
      kept = [];
      show();
      return sent.length ? { files: sent } : {};
    },
    /** A question that waits for its answer has the files themselves; one of the history has their sizes. */
    below({ files, enclosed }) {
      const sent = files ?? (enclosed?.files ?? []).map(({ name, data }) => ({ name, size: atob(data).length }));
      return sent.length ? make("ul", { class: "files", "aria-label": words.files }, ...sent.map((file) => item(file))) : null;
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
