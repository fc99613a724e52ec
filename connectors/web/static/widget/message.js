// What is said, as elements of the log.

import { icon, make } from "./tools.js";
import { DOWN } from "./icons.js";
import { address, link, markdown } from "./markdown.js";

/** Makes the elements of one conversation: `words` are the widget's texts, `title` is the bot's name. */
export class Messages {
  constructor(words, language, title) {
    this.words = words;
    this.title = title;
    this.locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
    this.clock = new Intl.DateTimeFormat(this.locale, { timeStyle: "short" });
    this.calendar = new Intl.DateTimeFormat(this.locale, { dateStyle: "full" });
  }

  question({ text, at }, ...below) {
    return this.message("you", this.words.you, this.bubble("you", text), ...below, this.time(at));
  }

  /** A reply that is being written: `write` shows what there is of it, `finish` all. */
  draft() {
    return this.message("bot", this.title, this.bubble("bot"));
  }

  /** Three dots, and what the bot is doing. */
  typing() {
    return make("div", { class: "message bot typing", part: "message bot" },
      make("span", { class: "dots" }, make("i"), make("i"), make("i")), make("span", { class: "stage" }));
  }

  write(message, text) {
    const bubble = message.querySelector(".bubble");
    const blocks = markdown(text);
    let same = 0; // what stands there already is left alone: it may be selected, and only what is new appears
    while (same < bubble.children.length && bubble.children[same].isEqualNode(blocks[same])) same++;
    while (bubble.children.length > same) bubble.lastChild.remove();
    bubble.append(...blocks.slice(same));
  }

  finish(message, reply, ...below) {
    this.write(message, reply.text);
    if (reply.citations?.length) message.append(this.sources(reply.citations));
    if (reply.at) message.append(make("div", { class: "below" }, this.time(reply.at), ...below));
    return message;
  }

  /** What a person says. */
  said(author, text, at) {
    const message = this.message("bot", author || this.title, make("p", { class: "caption", "aria-hidden": "true" }, author), this.bubble("staff"));
    return this.finish(message, { text, at });
  }

  day(at) {
    const date = new Date(at);
    return make("p", { class: "day" }, date.toDateString() === new Date().toDateString() ? this.words.today : this.calendar.format(date));
  }

  /* ---- parts */

  message(who, name, ...children) {
    return make("div", { class: `message ${who}`, part: `message ${who}` }, make("span", { class: "unseen" }, `${name}: `), ...children);
  }

  bubble(who, text) {
    return make("div", { class: "bubble", part: `bubble ${who}`, dir: "auto" }, text);
  }

  time(at) {
    return at && make("time", { datetime: at }, this.clock.format(new Date(at)));
  }

  /** The cited pages, each with its quotes. */
  sources(citations) {
    const pages = [...Map.groupBy(citations, ({ source }) => source).values()];
    const items = pages.map(([first, ...more], index) => make("li", {},
      make("details", { part: "source" },
        make("summary", {}, make("span", { class: "number" }, index + 1), make("span", { class: "title", dir: "auto" }, first.source === "page:" ? this.words.page : first.title || first.source), icon(DOWN)),
        ...[first, ...more].map(({ quote }) => make("blockquote", { dir: "auto" }, quote)),
        first.source === "page:" ? null : this.article(first.url))));
    return make("div", { class: "sources" },
      make("p", { class: "caption" }, pages.length === 1 ? this.words.source : this.words.sources), make("ol", {}, ...items));
  }

  article(url) {
    const href = address(url, ["http:", "https:"]);
    return href && link(href, this.words.article, make("span", { class: "unseen" }, ` ${this.words.newTab}`));
  }
}
