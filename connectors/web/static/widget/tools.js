// What the button has loaded already (see elements.js), and what only the chat makes of it.

export const { make, icon, button } = customElements.get("botkit-chat");

/** A button that shows a drawing alone: the label says what it does. */
export function iconButton(line, label, properties) {
  return button({ "aria-label": label, title: label, ...properties }, icon(line));
}

/** A form that stays on the page. */
export function form(properties, submit, ...children) {
  return make("form", { ...properties, onsubmit: (event) => { event.preventDefault(); submit(); } }, ...children);
}
