// The menu behind the three dots.

import { button, icon, make } from "./tools.js";
import { ERASE, FRESH, PERSON, SAVE, SOUND } from "./icons.js";

export function menu(chat) {
  const { words, memory } = chat;
  const item = (line, label, act, properties = {}) => button({ ...properties, onclick: () => { chat.panel.toggle(false); chat.panel.focus(); act(); } }, icon(line), label);
  const sound = item(SOUND, words.sound, () => {
    memory.set({ sound: !memory.get("sound") });
    sound.setAttribute("aria-pressed", memory.get("sound"));
  }, { "aria-pressed": String(!!memory.get("sound")) });
  return make("div", { class: "menu", id: "menu", part: "menu", role: "group", "aria-label": words.menu, hidden: true },
    item(FRESH, words.fresh, () => chat.talk.renew()),
    item(PERSON, words.person, () => chat.ask(words.person)),
    item(SAVE, words.save, () => save(chat)),
    sound,
    item(ERASE, words.erase, () => erase(chat)));
}

function erase({ server, memory, talk, words, panel }) {
  const sure = { label: words.eraseYes, act: async () => {
    try {
      if (memory.get("token")) await server.erase();
      talk.renew();
    } catch {
      panel.tell(words.away);
    }
  } };
  panel.tell(words.eraseSure, sure, { label: words.eraseNo, act() {} });
}

/** The conversation as a text file, made here: nothing leaves the browser. */
async function save({ server, memory, bot, words, messages, panel }) {
  if (!memory.get("token")) return;
  const history = await server.history().catch(() => null);
  if (!history) return panel.tell(words.away);
  const lines = history.turns.flatMap(({ text, files, reply }) => [
    `${words.you}: ${text}`,
    ...files.map(({ name }) => `  [${name}]`),
    `${bot.title} (${new Date(reply.at).toLocaleString(messages.locale)}): ${reply.text}`,
    ...reply.citations.map(({ title, quote, url }) => `  [${title}] ${quote} ${url}`.trimEnd()),
    "",
  ]);
  const href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain;charset=utf-8" }));
  make("a", { href, download: `${bot.title}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
