"use strict";

// The page's own question field and suggestions hand over to the chat.
const chat = () => document.querySelector("botkit-chat");
const form = document.querySelector(".ask");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = form.elements.question;
  if (field.value.trim() && (await chat().ask(field.value))) field.value = "";
});

for (const button of document.querySelectorAll(".suggestion")) {
  button.addEventListener("click", () => chat().ask(button.textContent));
}
