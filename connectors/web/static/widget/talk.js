// The conversation: what was asked, what is being answered, and what to do when the line breaks.
//
// A message is written down in the browser before it is sent, with an id that it keeps: after a reload, a broken line or
// a restarted server it is sent again, and the server answers it once. Other tabs send the same message to hear its answer.
// A conversation begins with the first message. All that is known of it is in the memory, which the tabs share:
// `conversation` (an id of ours), `token`, `pending` (the message that waits for its answer), `last` and `seen` (turns),
// `customer` (who is signed in at the site).

import { Refused, uuid } from "./server.js";

const PAUSES = [1, 2, 4, 8, 15]; // seconds between attempts; the last one again and again
const NOTHING = { conversation: null, token: null, pending: null, last: 0, seen: 0 };

export class Talk {
  /** `view` shows it all; see `Chat`. */
  constructor(server, memory, view) {
    this.server = server;
    this.memory = memory;
    this.view = view;
    this.turn = null; // { pending, controller, last } while one is being answered; `last` is the id of the last event
    this.take();
    this.recognise();
  }

  /** Whoever signs in or out at the site does not see what was said before. */
  recognise() {
    const { customer } = this.server;
    if (customer === (this.memory.get("customer") ?? "")) return;
    this.renew();
    this.memory.set({ customer });
  }

  /** Takes a question and what goes along with it; false while another one is being answered. */
  send(text, enclosed) {
    if (this.turn) return false;
    this.answer({ id: uuid(), text, at: new Date().toISOString(), enclosed });
    return true;
  }

  /** A new conversation. */
  renew() {
    this.memory.set(NOTHING);
    this.take();
  }

  /** Does as the memory says, after another tab has changed it. */
  follow() {
    const { conversation = null, pending } = this.memory.value;
    if (conversation !== this.conversation && !this.beginning) this.take();
    else if (pending?.conversation && !this.turn) this.answer(pending);
  }

  /** Takes up the conversation of the memory. */
  take() {
    this.conversation = this.memory.get("conversation") ?? null;
    this.end();
    this.ear?.abort();
    this.ear = this.listening = null;
    this.ready = this.restore();
  }

  /** Shows the conversation so far, and goes on with it. */
  async restore() {
    const { conversation } = this;
    const current = () => conversation === this.conversation;
    let history = { turns: [] };
    try {
      if (conversation) history = await this.patiently(() => this.server.history(), current);
    } catch (error) {
      if (!current()) return;
      if (error.status === 401) this.forget();
      else this.view.failed(error.message, () => (this.ready = this.restore()));
    }
    if (conversation && !current() && this.conversation) return; // another one was taken up meanwhile
    this.view.begin(history);
    this.heard = history.said?.at(-1)?.id;
    if (this.heard) this.listen();
    const pending = this.memory.get("pending");
    if (!pending || this.turn) return;
    if (history.turns.some(({ id }) => id === pending.id)) this.memory.set({ pending: null });
    else this.answer(pending, Promise.resolve());
  }

  async answer(pending, ready = this.ready) {
    const turn = (this.turn = { pending, controller: new AbortController() });
    const current = () => this.turn === turn;
    this.view.busy(true);
    this.memory.set({ pending });
    await ready; // what was said before stands above it
    if (!current()) return;
    this.view.asked(pending);
    try {
      const reply = await this.patiently(() => this.attempt(turn), current);
      if (!current()) return;
      this.end();
      this.memory.set({ pending: null });
      this.view.answered(reply);
      if (reply.decision === "hand_off") this.listen();
    } catch (error) {
      if (!current()) return;
      this.end();
      this.refused(error, pending);
    }
  }

  async attempt(turn) {
    const { pending: { id, text, enclosed }, controller } = turn;
    this.view.waiting();
    await this.begin(turn);
    for await (const { event, data, id: at } of this.server.answer({ id, text, ...enclosed }, turn.last, controller.signal)) {
      turn.last = at ?? turn.last;
      if (event === "status") this.view.waiting(data.stage);
      else if (event === "reset") this.view.reset();
      else if (event === "delta") this.view.writing(data.text);
      else if (event === "reply") return data;
      else if (event === "error") throw new Refused(0, data.message);
    }
  }

  /** Has a token, and lets the other tabs know what is being asked under it. */
  async begin(turn) {
    if (!this.conversation) await this.open(turn);
    this.memory.set({ pending: { ...turn.pending, conversation: this.conversation } });
  }

  /** Has a conversation, if `turn` is still wanted. */
  async open(turn = this.turn) {
    this.beginning = true;
    try {
      const token = await this.server.begin();
      if (this.turn !== turn) throw new Refused(0, "");
      this.memory.read();
      if (!this.memory.get("conversation")) this.memory.set({ token, conversation: uuid() }); // no other tab was faster
      this.conversation = this.memory.get("conversation");
    } finally {
      this.beginning = false;
    }
  }

  /** Hears what people say who have taken over, as long as this is the conversation. */
  async listen() {
    const { conversation } = this;
    if (this.listening === conversation) return;
    this.listening = conversation;
    const controller = (this.ear = new AbortController());
    const wanted = () => this.ear === controller;
    const hear = async () => {
      for await (const { data } of this.server.said(this.heard, controller.signal)) {
        if (!wanted()) return;
        this.heard = data.id;
        this.view.said(data);
      }
    };
    await this.patiently(hear, wanted).catch(() => {});
    if (wanted()) this.listening = null;
  }

  refused(error, pending) {
    if (error.status === 422) { // asking again would not help: the question goes back to be changed
      this.memory.set({ pending: null });
      this.view.returned(pending.text);
      this.view.failed(error.message);
      return;
    }
    if (error.status === 401) this.forget();
    this.view.failed(error.message, () => this.answer(pending));
  }

  /** The conversation is closed to us: what is said next begins another one. */
  forget() {
    this.memory.set(NOTHING);
    this.conversation = null;
  }

  end() {
    this.turn?.controller.abort();
    this.turn = null;
    this.view.busy(false);
  }

  /** What `attempt` yields, tried until the server can be reached, as long as it is `wanted`. */
  async patiently(attempt, wanted) {
    for (let failures = 0; ; failures++) {
      try {
        const result = await attempt();
        this.view.connected();
        return result;
      } catch (error) {
        if (!wanted() || (error instanceof Refused && !error.later)) throw error;
        const pause = error.after || PAUSES[Math.min(failures, PAUSES.length - 1)];
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, pause * 1000);
          const now = () => { clearTimeout(timer); resolve(); };
          addEventListener("online", now, { once: true });
          this.view.disconnected(now, error instanceof Refused ? error.message : "");
        });
        if (!wanted()) throw error;
      }
    }
  }
}
