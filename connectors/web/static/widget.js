/*
 * The chat as a custom element, <botkit-chat>, in one file without dependencies.
 *
 *   <script src="https://bot.example.com/widget.js" defer></script>
 *
 * data-title="..." gives the chat another name; data-open opens it at once where the screen is wide enough.
 * The site has to be listed in the bot's `connectors.web.origins`. A Content-Security-Policy of the site needs the bot's
 * address in script-src and connect-src, and nothing else. Text from the bot is only ever inserted as text.
 */
(() => {
  "use strict";

  const script = document.currentScript;
  const server = new URL(".", script.src);
  const style = "@widget.css@";

  const MAX_CHARACTERS = 4000;
  const SILENCE_MS = 45_000; // the server sends a sign of life every 15 seconds
  const STAGES = { understand: "Reading your question…", retrieve: "Looking it up…", generate: "Writing…" };
  const UNREACHABLE = "We can’t be reached right now. Check your connection and try again.";
  const ICONS = {
    chat: "M12 3.5c-5 0-9 3.4-9 7.6 0 2.4 1.3 4.5 3.3 5.9-.1 1.2-.6 2.3-1.4 3.2 1.9-.1 3.6-.8 4.9-1.8.7.2 1.4.2 2.2.2 5 0 9-3.3 9-7.5s-4-7.6-9-7.6Z",
    close: "M6 6l12 12M18 6 6 18",
    fresh: "M11 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-5M17.5 3.6a2.1 2.1 0 0 1 3 3L12 15l-4 1 1-4Z",
    send: "M12 19V5.5M6 11l6-6 6 6",
  };

  /* ---------------------------------------------------------------- what is kept in the browser */

  // One tab's session: gone when the tab is closed, as befits a shared computer. Storage may be denied to a page.
  class Memory {
    constructor(key) {
      this.key = key;
      try {
        this.value = JSON.parse(sessionStorage.getItem(key)) ?? {};
      } catch {
        this.value = {};
      }
    }

    get(name) {
      return this.value[name];
    }

    set(changes) {
      Object.assign(this.value, changes);
      try {
        sessionStorage.setItem(this.key, JSON.stringify(this.value));
      } catch { /* kept for this page only */ }
    }
  }

  /* ---------------------------------------------------------------- the server */

  class Refused extends Error {
    constructor(status, message) {
      super(message);
      this.status = status;
    }
  }

  async function call(path, options = {}) {
    const response = await fetch(new URL(path, server), { credentials: "omit", ...options });
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    throw new Refused(response.status, body?.error?.message ?? UNREACHABLE);
  }

  const bearer = (token) => ({ Authorization: `Bearer ${token}` });

  // Server-sent events from a body; EventSource cannot send a POST.
  async function* serverSentEvents(body, alive) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let event = { name: "message", data: [] };
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      alive();
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const raw of lines) {
        const line = raw.replace(/\r$/, "");
        if (!line) {
          if (event.data.length) yield { name: event.name, data: JSON.parse(event.data.join("\n")) };
          event = { name: "message", data: [] };
        } else if (line.startsWith("event:")) {
          event.name = line.slice(6).trim();
        } else if (line.startsWith("data:")) {
          event.data.push(line.slice(5).replace(/^ /, ""));
        }
      }
    }
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID(); // pages on plain http do not have it
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* ---------------------------------------------------------------- making elements */

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === "class") element.className = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children); // strings become text nodes
    return element;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

  function webAddress(text) {
    try {
      const url = new URL(text);
      return ["http:", "https:"].includes(url.protocol) ? url : null;
    } catch {
      return null;
    }
  }

  function sourceList(citations) {
    const pages = new Map();
    for (const citation of citations) pages.set(citation.source, [...(pages.get(citation.source) ?? []), citation]);
    const items = [...pages].map(([source, cited], index) => {
      const [{ title, url }] = cited;
      const address = webAddress(url);
      const link = address && make("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, "Read the article");
      return make("li", {},
        make("details", {},
          make("summary", {}, make("span", { class: "number" }, String(index + 1)), make("span", { class: "title" }, title || source)),
          ...cited.map(({ quote }) => make("blockquote", {}, quote)),
          ...(link ? [link] : [])));
    });
    return make("div", { class: "sources" },
      make("p", { class: "caption" }, pages.size === 1 ? "Source" : "Sources"), make("ol", {}, ...items));
  }

  /* ---------------------------------------------------------------- the element */

  class BotkitChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.memory = new Memory(`botkit-chat ${server.href}`);
      this.busy = false;
      this.bot = { title: this.dataset.title || "Chat", greeting: "", suggestions: [] };
      this.build();
      const wide = window.matchMedia("(min-width: 62rem)").matches;
      if (this.memory.get("open") ?? ("open" in this.dataset && wide)) this.show({ focus: false });
      this.ready = this.start();
    }

    /* ---- the public part */

    get isOpen() {
      return !this.panel.hidden;
    }

    show({ focus = true } = {}) {
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.toggleAttribute("open", true);
      this.memory.set({ open: true });
      this.scrollDown();
      if (focus) this.focusField();
    }

    close() {
      this.panel.hidden = true;
      this.launcher.hidden = false;
      this.toggleAttribute("open", false);
      this.memory.set({ open: false });
      this.launcher.focus();
    }

    /** Opens the chat and asks; false if a reply is still being written. */
    ask(text) {
      this.show();
      return this.send(text);
    }

    /* ---- how it looks */

    build() {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      root.adoptedStyleSheets = [sheet];

      this.name = make("h2", {});
      this.initial = make("span", { class: "avatar", "aria-hidden": "true" });
      this.log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Conversation" });
      this.draft = make("div", { class: "draft", "aria-hidden": "true" }); // announced when it has moved to the log
      this.notice = make("div", { class: "notice", role: "alert" });
      this.offers = make("div", { class: "offers" });
      this.scroller = make("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Messages" },
        this.log, this.draft, this.notice, this.offers);
      this.field = make("textarea", {
        rows: "1", maxlength: String(MAX_CHARACTERS), placeholder: "Write a message…", "aria-label": "Your message",
        enterkeyhint: "send", oninput: () => this.measure(), onkeydown: (event) => this.pressed(event),
      });
      this.counter = make("span", { class: "counter", hidden: true });
      this.sender = make("button", { class: "send", type: "submit", "aria-label": "Send" }, icon("send"));
      this.form = make("form", { onsubmit: (event) => { event.preventDefault(); this.submit(); } },
        this.field, this.counter, this.sender);
      this.panel = make("section", { class: "panel", role: "dialog", hidden: true, onkeydown: (event) => this.escape(event) },
        make("header", {},
          this.initial,
          make("div", { class: "who" }, this.name, make("p", {}, "Automated assistant")),
          make("button", { type: "button", class: "tool", "aria-label": "New conversation", title: "New conversation", onclick: () => this.renew() }, icon("fresh")),
          make("button", { type: "button", class: "tool", "aria-label": "Close chat", title: "Close", onclick: () => this.close() }, icon("close"))),
        this.scroller,
        this.form);
      this.launcher = make("button", { type: "button", class: "launcher", "aria-label": "Open chat", onclick: () => this.show() }, icon("chat"));
      root.append(this.panel, this.launcher);
      this.dress();
      this.measure();
    }

    dress() {
      const { title, accent, on_accent: onAccent } = this.bot;
      this.name.textContent = title;
      this.initial.textContent = title.slice(0, 1).toUpperCase();
      this.panel.setAttribute("aria-label", title);
      if (accent) {
        this.style.setProperty("--botkit-accent", accent);
        this.style.setProperty("--botkit-on-accent", onAccent);
      }
    }

    bubble(who, ...children) {
      return make("div", { class: `message ${who}` }, make("span", { class: "unseen" }, who === "you" ? "You: " : `${this.bot.title}: `), ...children);
    }

    replyMessage(reply) {
      const message = this.bubble("bot", make("p", { class: "bubble" }, reply.text));
      if (reply.citations?.length) message.append(sourceList(reply.citations));
      if (reply.at) message.append(make("time", { datetime: reply.at }, clock.format(new Date(reply.at))));
      return message;
    }

    offer(texts, label) {
      const buttons = texts.map((text) => make("button", { type: "button", onclick: () => { this.focusField(); this.send(text); } }, text));
      this.offers.replaceChildren(...buttons);
      this.offers.toggleAttribute("hidden", !texts.length);
      this.offers.setAttribute("role", "group");
      this.offers.setAttribute("aria-label", label);
    }

    greet() {
      this.log.replaceChildren();
      if (this.bot.greeting) this.log.append(this.bubble("bot", make("p", { class: "bubble" }, this.bot.greeting)));
      this.offer(this.bot.suggestions, "Suggested questions");
    }

    scrollDown() {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    /* A reader who has scrolled back is left where they are. */
    following(change) {
      const { scrollTop, scrollHeight, clientHeight } = this.scroller;
      const atEnd = scrollHeight - scrollTop - clientHeight < 80;
      change();
      if (atEnd) this.scrollDown();
    }

    /* ---- typing */

    /* Under a finger the field would call up the keyboard, and that would cover what is to be read. */
    focusField() {
      (window.matchMedia("(pointer: coarse)").matches ? this.scroller : this.field).focus();
    }

    measure() {
      this.field.style.height = "auto";
      if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
      const left = MAX_CHARACTERS - this.field.value.length;
      this.counter.hidden = left > 400;
      this.counter.textContent = left > 400 ? "" : `${left} left`;
      this.sender.disabled = this.busy || !this.field.value.trim();
    }

    pressed(event) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    }

    escape(event) {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      this.close();
    }

    submit() {
      if (!this.send(this.field.value)) return;
      this.field.value = "";
      this.measure();
    }

    /* ---- the conversation */

    async start() {
      try {
        const bot = await (await call("api/v1/bot")).json();
        this.bot = { ...bot, title: this.dataset.title || bot.title };
        this.dress();
      } catch { /* it works without; the first question will tell if the server is away */ }
      if (!this.log.childElementCount) this.greet();
      if (this.memory.get("token")) await this.restore();
    }

    async restore() {
      const pending = this.memory.get("pending");
      let turns = [];
      try {
        ({ turns } = await (await call("api/v1/messages", { headers: bearer(this.memory.get("token")) })).json());
      } catch (error) {
        if (error.status !== 401) return this.fail(UNREACHABLE, () => this.restore());
        this.memory.set({ token: null });
      }
      this.quietly(() => {
        this.greet();
        for (const { text, reply } of turns) this.log.append(this.question(text), this.replyMessage(reply));
      });
      if (turns.length) this.offer(turns.at(-1).reply.choices, "Replies to choose from");
      this.scrollDown();
      if (!pending || this.busy) return;
      if (turns.some(({ id }) => id === pending.id)) this.memory.set({ pending: null });
      else this.put(pending); // the page was left before the reply came: the same id asks for the same reply
    }

    /* Changes the log without having a screen reader read it all out. */
    quietly(change) {
      this.log.setAttribute("aria-live", "off");
      change();
      setTimeout(() => this.log.setAttribute("aria-live", "polite"), 100);
    }

    question(text) {
      const message = this.bubble("you", make("p", { class: "bubble" }, text));
      message.setAttribute("aria-live", "off"); // who wrote it knows it
      return message;
    }

    /** Takes a question; false if it is blank or another one is being answered. */
    send(text) {
      text = text.trim();
      if (!text || this.busy) return false;
      this.busy = true;
      this.put({ id: uuid(), text });
      return true;
    }

    async put(pending) {
      this.busy = true;
      this.memory.set({ pending });
      this.measure();
      await this.ready; // a greeting or a history that is still coming stands above the question
      if (this.memory.get("pending") !== pending) return; // a new conversation was begun meanwhile
      this.log.append(this.question(pending.text));
      this.attempt(pending);
    }

    async attempt(pending) {
      const attempt = new AbortController();
      this.current = attempt;
      this.busy = true;
      this.notice.replaceChildren();
      this.offer([], "");
      this.measure();
      this.wait();
      this.scrollDown();
      try {
        const reply = await this.stream(pending, attempt);
        this.memory.set({ pending: null });
        this.following(() => {
          this.draft.replaceChildren();
          this.log.append(this.replyMessage(reply));
          this.offer(reply.choices, "Replies to choose from");
        });
      } catch (error) {
        if (this.current !== attempt) return; // a new conversation was begun meanwhile
        this.draft.replaceChildren();
        this.refused(error, pending);
      }
      this.busy = false;
      this.measure();
    }

    refused(error, pending) {
      if (error.status === 422) { // asking again would not help: the question goes back to be changed
        this.memory.set({ pending: null });
        this.log.lastElementChild.remove();
        this.field.value = pending.text;
        this.fail(error.message);
        return;
      }
      if (error.status === 401) this.memory.set({ token: null });
      this.fail(error instanceof Refused ? error.message : UNREACHABLE, () => this.attempt(pending));
    }

    async stream({ id, text }, attempt) {
      const { signal } = attempt;
      let timer;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => attempt.abort(), SILENCE_MS);
      };
      alive();
      try {
        if (!this.memory.get("token")) {
          const { token } = await (await call("api/v1/conversations", { method: "POST", signal })).json();
          this.memory.set({ token });
        }
        const response = await call("api/v1/messages", {
          method: "POST",
          headers: { ...bearer(this.memory.get("token")), "Content-Type": "application/json" },
          body: JSON.stringify({ id, text }),
          signal,
        });
        for await (const { name, data } of serverSentEvents(response.body, alive)) {
          if (name === "status") this.wait(STAGES[data.stage]);
          else if (name === "delta") this.write(data.text);
          else if (name === "reply") return data;
          else if (name === "error") throw new Refused(0, data.message);
        }
        throw new Refused(0, "The reply broke off.");
      } finally {
        clearTimeout(timer);
      }
    }

    wait(stage) {
      if (this.draft.querySelector(".bubble")) return; // it is being written already
      const dots = this.draft.querySelector(".typing") ?? make("div", { class: "message bot typing" },
        make("span", { class: "dots" }, make("i"), make("i"), make("i")), make("span", { class: "stage" }));
      if (stage) dots.querySelector(".stage").textContent = stage;
      this.following(() => this.draft.replaceChildren(dots));
    }

    write(text) {
      this.following(() => {
        if (!this.draft.querySelector(".bubble")) {
          this.draft.replaceChildren(make("div", { class: "message bot" }, make("p", { class: "bubble" })));
        }
        this.draft.querySelector(".bubble").append(make("span", { class: "piece" }, text));
      });
    }

    fail(message, again) {
      this.notice.replaceChildren(make("p", {}, message));
      if (again) {
        this.notice.append(make("button", { type: "button", onclick: () => { this.notice.replaceChildren(); this.focusField(); again(); } }, "Try again"));
      }
      this.scrollDown();
    }

    renew() {
      this.current?.abort();
      this.current = null;
      this.memory.set({ token: null, pending: null });
      this.draft.replaceChildren();
      this.notice.replaceChildren();
      this.busy = false;
      this.measure();
      this.greet();
      this.focusField();
    }
  }

  customElements.define("botkit-chat", BotkitChat);
  if (!document.querySelector("botkit-chat")) {
    const chat = document.createElement("botkit-chat");
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  }
})();
