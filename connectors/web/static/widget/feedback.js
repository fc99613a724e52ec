// Two thumbs under a reply, and room for a word where it did not help.

import { form, iconButton, make } from "./tools.js";
import { THUMB } from "./icons.js";

export function feedback({ server, words, panel }, { seq }) {
  const thanks = make("span", { role: "status" });
  const rate = (opinion) => server.rate({ seq, ...opinion }).then(() => { thanks.textContent = words.thanks; }, () => panel.tell(words.away));
  const input = make("input", { maxlength: "1000", placeholder: words.word, "aria-label": words.word });
  const word = form({ class: "word", hidden: true }, () => {
    word.hidden = true;
    panel.focus();
    rate({ helpful: false, comment: input.value.trim() });
  }, input, make("button", {}, words.send));
  const thumb = (helpful, label) => iconButton(THUMB, label, { class: helpful ? "thumb" : "thumb down", "aria-pressed": "false", onclick: () => {
    for (const one of thumbs) one.setAttribute("aria-pressed", one === thumbs[helpful ? 0 : 1]);
    word.hidden = helpful;
    rate({ helpful });
    if (!helpful) input.focus();
  } });
  const thumbs = [thumb(true, words.helpful), thumb(false, words.unhelpful)];
  return [...thumbs, thanks, word];
}
