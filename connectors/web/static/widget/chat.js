// The chat, which the button loads when it is opened: it puts the conversation (`Talk`) on the panel (`Panel`).

import { button, make } from "./tools.js";
import { Composer } from "./composer.js";
import { entry } from "./entry.js";
import { feedback } from "./feedback.js";
import { menu } from "./menu.js";
import { Messages } from "./message.js";
import { Panel } from "./panel.js";
import { parts } from "./parts.js";
import { Server } from "./server.js";
import { Talk } from "./talk.js";

const texts = "@words@";

export function mount(host) {
  Object.assign(host.words, texts);
  return new Chat(host);
}

class Chat {
  constructor(host) {
    const { bot, words, memory, language } = host;
    this.host = host;
    this.bot = bot;
    this.words = words;
    this.memory = memory;
    this.server = new Server(host, memory);
    this.messages = new Messages(words, language, bot.title);
    this.composer = new Composer(words, (text) => this.ask(text));
    this.panel = new Panel(host, this.composer, menu(this));
    this.parts = parts.map((part) => part(this));
    this.talk = new Talk(this.server, memory, this);
  }

  show(focus) {
    this.panel.show(focus);
    this.composer.measure();
    this.seen();
  }

  hide() {
    this.panel.hide();
  }

  follow() {
    this.talk.follow();
  }

  ask(text) {
    return this.talk.send(text, Object.assign({}, ...this.parts.map((part) => part.enclose?.())));
  }

  /* ---- what the conversation has to show */

  begin({ turns, said = [] }) {
    const { log } = this.panel;
    log.replaceChildren();
    this.asking = this.draft = null;
    this.panel.tell();
    if (this.bot.greeting) log.append(this.messages.finish(this.messages.draft(), { text: this.bot.greeting }));
    let day = "";
    for (const { reply, ...question } of turns) {
      const date = this.messages.day(reply.at);
      if (date.textContent !== day) log.append(date);
      day = date.textContent;
      log.append(this.question(question));
      this.conclude(this.messages.draft(), reply);
      for (const one of said) if (one.seq === reply.seq) this.said(one);
    }
    const here = this.bot.suggestions.filter(({ pages }) => RegExp(pages).test(location.pathname));
    const { choices, field } = turns.at(-1)?.reply ?? { choices: here.map(({ text }) => text) };
    this.offer(choices, field);
    this.memory.set({ last: turns.length ? turns.at(-1).reply.seq : 0 });
    this.seen();
    this.panel.toEnd();
  }

  busy(busy) {
    this.composer.wait(busy);
  }

  asked(question) {
    this.panel.tell();
    this.offer([]);
    if (this.asking === question.id) return;
    this.asking = question.id;
    this.draft = null;
    this.panel.log.append(this.question(question));
    this.panel.announce();
    this.panel.toEnd();
  }

  waiting(stage) {
    if (this.draft?.text) return; // it is being written already
    this.panel.following(() => {
      this.draft ??= { text: "", element: this.panel.log.appendChild(this.messages.typing()) };
      if (stage) this.draft.element.querySelector(".stage").textContent = this.words[stage] ?? "";
    });
  }

  /** What has been written is void. */
  reset() {
    this.draft?.element.remove();
    this.draft = null;
    this.panel.announce();
  }

  writing(text) {
    this.waiting();
    this.panel.following(() => {
      if (!this.draft.text) {
        const element = this.messages.draft();
        this.draft.element.replaceWith(element);
        this.draft.element = element;
      }
      this.draft.text += text;
      this.messages.write(this.draft.element, this.draft.text);
    });
    this.panel.announce(this.draft.text);
  }

  answered(reply) {
    this.panel.following(() => {
      this.waiting();
      this.draft.element.remove();
      this.conclude(this.draft.text ? this.draft.element : this.messages.draft(), reply);
      this.offer(reply.choices, reply.field);
      this.draft = null;
    });
    this.panel.announce(reply.text, true);
    this.memory.set({ last: reply.seq });
    this.seen();
    if (this.memory.get("sound")) this.panel.ring();
  }

  /** What a person says who has taken over. */
  said({ author, text, at }) {
    if (!text) return;
    this.panel.following(() => this.panel.log.append(this.messages.said(author, text, at)));
    this.panel.announce(text, true);
  }

  /** Takes a question back into the field. */
  returned(text) {
    this.panel.log.lastElementChild.remove();
    this.panel.log.lastElementChild.remove();
    this.asking = null;
    this.composer.text = text;
  }

  failed(message, again) {
    this.reset();
    this.panel.tell(message || this.words.away, again && { label: this.words.again, act: again });
  }

  disconnected(now, message) {
    this.panel.tell(message || (navigator.onLine ? this.words.reconnecting : this.words.offline), { label: this.words.again, act: now });
  }

  connected() {
    this.panel.tell();
  }

  /* ---- parts */

  question(question) {
    return this.messages.question(question, ...this.parts.map((part) => part.below?.(question)));
  }

  conclude(element, reply) {
    if (!reply.text) return; // a person answers
    this.panel.log.append(this.messages.finish(element, reply, ...feedback(this, reply)));
  }

  /** Buttons that send what they say, and a field where the answer has a form. */
  offer(texts, field) {
    const send = (text) => { this.panel.focus(); this.ask(text); };
    const buttons = texts.map((text) => button({ dir: "auto", onclick: () => send(text) }, text));
    this.panel.offers.replaceChildren(...entry(field, this.words, send), ...(texts.length ? [make("div", { class: "offers", role: "group", "aria-label": this.words.choices }, ...buttons)] : []));
  }

  /** What is open to be read counts as read. */
  seen() {
    if (this.host.isOpen && document.visibilityState === "visible") this.memory.set({ seen: this.memory.get("last") });
    this.host.count();
  }
}
