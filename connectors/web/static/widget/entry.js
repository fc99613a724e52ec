// A field for an answer that has a form: a day, an amount, an address. Whoever would rather write does so below.

import { form, make } from "./tools.js";

const INPUTS = {
  date: {},
  time: {},
  number: { step: "any" },
  money: { type: "number", step: "0.01", min: "0" },
  email: {},
  phone: { type: "tel", pattern: "\\+?[\\d \\(\\)\\.\\/\\-]{5,30}" },
};

/** `send` takes what was entered; nothing where the question has no such field. */
export function entry(asked, words, send) {
  const kind = INPUTS[asked?.kind];
  if (!kind) return [];
  const input = make("input", { type: asked.kind, ...kind, id: "entry", required: true, dir: "auto" });
  return [form({ class: "entry" }, () => send(input.value),
    make("label", { for: "entry", dir: "auto" }, asked.label || words.answer), input, make("button", {}, words.send))];
}
