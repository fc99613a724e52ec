// What the button has loaded already: see elements.js.

export const { make, icon, button } = customElements.get("botkit-chat");
