// The chat's button on a page: <script src="https://bot.example.com/widget.js" defer></script>
//
// This file is all that a page loads. It adds <botkit-chat> with the button; the chat itself comes when it is opened.
// Attributes of the script: data-lang, data-title, data-open, data-page, data-identity; docs/widget.md describes them.

import { make, icon, button } from "./elements.js";
import { Memory, ofThisTab } from "./memory.js";

const script = document.currentScript;
const server = new URL(".", script.src);
const bot = "@bot@";
const files = "@files@";
const style = "@style@";

const WORDS = {
  en: { open: "Open chat", away: "We can’t be reached. Please try again.", hide: "Dismiss" },
  de: { open: "Chat öffnen", away: "Wir sind nicht erreichbar. Bitte noch einmal versuchen.", hide: "Ausblenden" },
  fr: { open: "Ouvrir le chat", away: "Nous sommes injoignables. Veuillez réessayer.", hide: "Masquer" },
  es: { open: "Abrir el chat", away: "No estamos disponibles. Inténtelo de nuevo.", hide: "Ocultar" },
  ar: { open: "فتح المحادثة", away: "تعذّر الاتصال بنا. حاول مجددًا.", hide: "إخفاء" },
};
const CHAT = "M12 4a9 8 0 1 1-4 15l-4 1 1-4A9 8 0 0 1 12 4Z";
const CLOSE = "M6 6l12 12M18 6 6 18";

const known = (tag) => Object.keys(WORDS).find((language) => language === tag?.toLowerCase().split("-")[0]);

class BotkitChat extends HTMLElement {
  static make = make; // for the modules of the chat, which come later
  static icon = icon;
  static button = button;

  static observedAttributes = ["data-identity"];

  attributeChangedCallback() {
    this.chat?.then((chat) => chat?.talk.recognise());
  }

  connectedCallback() {
    if (this.shadowRoot) return;
    this.server = server;
    this.bot = { ...bot, title: this.dataset.title || bot.title };
    this.language = [this.dataset.lang, document.documentElement.lang, ...navigator.languages].map(known).find(Boolean) ?? "en";
    this.words = WORDS[this.language];
    this.memory = new Memory(`botkit-chat ${server.href}`);
    this.key = `${this.memory.key} tab`;
    this.lang = this.language;
    this.dir = this.language === "ar" ? "rtl" : "ltr";
    this.setAttribute("side", bot.position);
    this.build();
    this.count();
    this.memory.watch(() => this.changed());
    const wide = matchMedia("(min-width: 62rem)").matches;
    const before = ofThisTab(this.key);
    if (before ? before === "open" : wide && "open" in this.dataset) this.show({ focus: false });
    else if (this.memory.get("pending")?.conversation) this.load(); // its answer is under way
    else this.propose();
  }

  build() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.badge = make("span", { class: "badge", part: "badge", "aria-hidden": "true", hidden: true });
    this.launcher = button({ class: "launcher", part: "launcher", "aria-expanded": "false", onclick: () => this.show() }, icon(CHAT), this.badge);
    this.teaser = make("div", { role: "status" });
    this.root = make("div", { class: "root", lang: this.language, dir: this.dir }, this.teaser, this.launcher);
    this.attachShadow({ mode: "open" }).append(this.root);
    this.shadowRoot.adoptedStyleSheets = [sheet];
  }

  /* ---- what a page may call */

  get isOpen() {
    return this.hasAttribute("open");
  }

  async show({ focus = true } = {}) {
    this.say();
    ofThisTab(this.key, "open");
    const chat = await this.load();
    chat?.show(focus);
  }

  close() {
    ofThisTab(this.key, "closed");
    this.chat?.then((chat) => chat?.hide());
  }

  /** Opens the chat and asks; false if a reply is still being written. */
  async ask(text) {
    await this.show();
    return (await this.chat)?.ask(text) ?? false;
  }

  /* ---- the rest of the chat */

  load() {
    this.chat ??= this.fetch();
    return this.chat;
  }

  async fetch() {
    this.launcher.setAttribute("aria-busy", "true");
    try {
      const { mount } = await import(new URL(this.again ?? files[this.language], server));
      return mount(this);
    } catch {
      this.again = `${files[this.language]}&again=${Date.now()}`; // a browser remembers that an import failed
      this.chat = null;
      this.say(this.words.away);
    } finally {
      this.launcher.removeAttribute("aria-busy");
    }
  }

  /* ---- the button */

  /** Another tab has said, heard or seen something. */
  changed() {
    this.count();
    this.chat?.then((chat) => chat?.follow());
  }

  count() {
    const unread = Math.max(0, (this.memory.get("last") ?? 0) - (this.memory.get("seen") ?? 0));
    this.badge.hidden = !unread;
    this.badge.textContent = unread;
    this.launcher.setAttribute("aria-label", unread ? `${this.words.open} (${unread})` : this.words.open);
  }

  /** A line beside the button; without a text, none. */
  say(text) {
    this.teaser.replaceChildren();
    if (!text) return;
    this.teaser.append(make("div", { class: "teaser", part: "teaser" },
      button({ onclick: () => this.show() }, text),
      button({ class: "hide", "aria-label": this.words.hide, onclick: () => { this.say(); ofThisTab(this.key, "closed"); } }, icon(CLOSE))));
  }

  /** Until somebody dismisses it, or opens or closes the chat, in this tab; and not to somebody who has a conversation. */
  propose() {
    const { text, after, pages } = bot.proactive ?? {};
    if (!pages || !RegExp(pages).test(location.pathname) || this.memory.get("conversation")) return;
    setTimeout(() => ofThisTab(this.key) ?? this.say(text), after * 1000);
  }
}

customElements.define("botkit-chat", BotkitChat);
if (!document.querySelector("botkit-chat")) {
  const chat = document.createElement("botkit-chat");
  Object.assign(chat.dataset, script.dataset);
  document.body.append(chat);
}
