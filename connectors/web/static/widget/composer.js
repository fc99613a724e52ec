// The field in which a message is written.

import { form, iconButton, make } from "./tools.js";
import { SEND } from "./icons.js";

const MOST = 4000; // characters
const TELL_FROM = 400; // left

export class Composer {
  /** `send` takes a text, and says whether it did. */
  constructor(words, send) {
    this.words = words;
    this.send = send;
    this.busy = false;
    this.field = make("textarea", {
      rows: "1", maxlength: MOST, placeholder: words.write, "aria-label": words.yourMessage, enterkeyhint: "send", dir: "auto",
      part: "field", oninput: () => this.measure(), onkeydown: (event) => this.pressed(event),
    });
    this.counter = make("span", { class: "counter", hidden: true });
    this.sender = iconButton(SEND, words.send, { class: "send", part: "send", type: "submit" });
    this.element = form({ class: "composer", part: "composer" }, () => this.submit(), this.field, this.counter, this.sender);
  }

  set text(text) {
    this.field.value = text;
    this.measure();
  }

  wait(busy) {
    this.busy = busy;
    this.measure();
  }

  /** As high as what is written in it. */
  measure() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight + 2}px`; // and its border
    const left = MOST - this.field.value.length;
    this.counter.hidden = left > TELL_FROM;
    this.counter.textContent = left > TELL_FROM ? "" : this.words.left.replace("{n}", left);
    this.sender.disabled = this.busy || !this.field.value.trim();
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.sender.click(); // as long as it is not disabled
  }

  submit() {
    if (this.send(this.field.value.trim())) this.text = "";
  }
}
