// The panel: where it stands, what has the focus, what is scrolled, and what a screen reader is told.

import { button, iconButton, make } from "./tools.js";
import { DOWN, MORE } from "./icons.js";

const style = "@style@";
const FULL = matchMedia("(max-width: 520px), (max-height: 480px)"); // the panel takes the whole screen; see panel.css
const SENTENCE = /[\s\S]*[.!?…。؟](?=\s|$)/;

export class Panel {
  constructor(host, composer, menu) {
    this.host = host;
    this.composer = composer;
    this.menu = menu;
    this.told = 0; // characters of the reply that have been read out
    this.build(host.bot.title, host.words, menu);
    for (const changed of ["resize", "scroll"]) visualViewport.addEventListener(changed, () => this.fit());
    FULL.addEventListener("change", () => this.fit());
  }

  build(title, words, menu) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.host.shadowRoot.adoptedStyleSheets.push(sheet);

    this.more = iconButton(MORE, words.menu, { class: "tool", "aria-expanded": "false", "aria-controls": "menu", onclick: () => this.toggle(menu.hidden) });
    this.log = make("div", { class: "log", role: "log", "aria-live": "off" });
    this.offers = make("div");
    this.scroller = make("div", { class: "scroller", part: "messages", tabindex: "0", role: "region", "aria-label": words.conversation, onscroll: () => this.scrolled() }, this.log, this.offers);
    this.latest = iconButton(DOWN, words.latest, { class: "latest", hidden: true, onclick: () => this.toEnd() });
    this.notice = make("div", { class: "notice", role: "alert" });
    this.voice = make("div", { class: "unseen", "aria-live": "polite" });
    this.element = make("section", { class: "panel", part: "panel", role: "dialog", "aria-label": title, hidden: true, onkeydown: (event) => this.pressed(event) },
      make("div", { class: "head", part: "header" },
        make("span", { class: "avatar", part: "avatar", "aria-hidden": "true" }, [...title][0]?.toUpperCase()),
        make("div", { class: "who" }, make("h2", { dir: "auto" }, title), make("p", {}, words.assistant)),
        this.more, iconButton(DOWN, words.close, { class: "tool", onclick: () => this.host.close() }), menu),
      this.scroller, this.latest, this.notice, this.composer.element, this.voice);
    this.host.root.prepend(this.element);
    menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget === this.more || menu.contains(relatedTarget) || this.toggle(false));
  }

  /* ---- open and closed */

  show(focus) {
    this.element.hidden = false;
    this.host.toggleAttribute("open", true);
    this.host.launcher.setAttribute("aria-expanded", "true");
    this.fit();
    this.toEnd();
    if (focus) this.focus();
  }

  hide() {
    this.toggle(false);
    this.element.hidden = true;
    this.host.toggleAttribute("open", false);
    this.host.launcher.setAttribute("aria-expanded", "false");
    this.host.launcher.focus();
  }

  /** On a phone, the keyboard leaves less than the screen; and what is behind the panel is out of reach. */
  fit() {
    this.element.setAttribute("aria-modal", FULL.matches);
    this.element.style.setProperty("--height", `${visualViewport.height}px`);
    this.element.style.setProperty("--top", `${visualViewport.offsetTop}px`);
  }

  /** The menu. */
  toggle(open) {
    this.menu.hidden = !open;
    this.more.setAttribute("aria-expanded", open);
    if (open) this.menu.querySelector("button").focus();
  }

  /* ---- keys and focus */

  /** Under a finger the field would call up the keyboard, and that would cover what is to be read. */
  focus() {
    (matchMedia("(pointer: coarse)").matches ? this.scroller : this.composer.field).focus();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.menu.hidden) this.host.close();
      else {
        this.toggle(false);
        this.more.focus();
      }
    } else if (event.key === "Tab" && FULL.matches) {
      const all = [...this.element.querySelectorAll("button, summary, a, input, select, textarea, [tabindex]")].filter((one) => one.checkVisibility() && !one.disabled);
      const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
      if (this.host.shadowRoot.activeElement !== from) return;
      event.preventDefault();
      to.focus();
    }
  }

  /* ---- scrolling */

  /** Makes a change; a reader who has scrolled back is left where they are. */
  following(change) {
    const atEnd = this.atEnd;
    change();
    if (atEnd) this.toEnd();
    else this.scrolled();
  }

  get atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.scrolled();
  }

  scrolled() {
    this.latest.hidden = this.atEnd;
  }

  /* ---- what is told */

  /** A line above the field, with what can be done about it; without a text, none. */
  tell(text, ...choices) {
    this.notice.replaceChildren();
    if (!text) return;
    this.notice.append(make("p", {}, text), ...choices.filter(Boolean).map(({ label, act }) =>
      button({ onclick: () => { this.tell(); this.focus(); act(); } }, label)));
  }

  /** Reads out what has not been read of a reply, up to its last whole sentence; without a text, forgets the last one. */
  announce(text, whole = false) {
    if (text === undefined) {
      this.told = 0;
      this.voice.replaceChildren();
      return;
    }
    const rest = text.slice(this.told);
    const sentence = whole ? rest : (SENTENCE.exec(rest)?.[0] ?? "");
    this.told += sentence.length;
    if (sentence.trim()) this.voice.append(make("p", {}, sentence));
  }

  /** A short, soft tone. */
  ring() {
    const audio = new AudioContext();
    const tone = new OscillatorNode(audio, { frequency: 660 });
    const volume = new GainNode(audio, { gain: 0.08 });
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.onended = () => audio.close();
    tone.start();
    tone.stop(audio.currentTime + 0.25);
  }
}
