// The bot's HTTP interface.

import { serverSentEvents } from "./events.js";

const SILENCE_MS = 45_000; // the server sends a sign of life every 15 seconds

/** The server said no. Where it may say yes later, `later` is true, and `after` the seconds to wait if it named them. */
export class Refused extends Error {
  constructor(status, message, after = 0) {
    super(message);
    this.status = status;
    this.later = status === 429 || status >= 502;
    this.after = after;
  }
}

export class Server {
  /** `memory` has the token; the server renews it now and then. `host` has the site's word for who is signed in. */
  constructor(host, memory) {
    this.host = host;
    this.memory = memory;
  }

  /** The id of who is signed in at the site; "" where nobody is. */
  get customer() {
    try {
      return JSON.parse(atob(this.host.dataset.identity.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub;
    } catch {
      return "";
    }
  }

  async begin() {
    const { identity } = this.host.dataset;
    return (await (await this.call("POST", "conversations", identity && { body: { identity } })).json()).token;
  }

  async history() {
    return (await this.call("GET", "messages")).json();
  }

  rate(opinion) {
    return this.call("POST", "feedback", { body: opinion });
  }

  erase() {
    return this.call("DELETE", "conversation");
  }

  /** The events of the message's turn after `last`. Sent again with the same id, it is answered once. */
  answer(message, last, signal) {
    return this.stream("POST", "messages", { last, body: message }, signal);
  }

  /** What is said unasked, by people who have taken over. */
  said(last, signal) {
    return this.stream("GET", "events", { last }, signal);
  }

  async *stream(method, path, options, signal) {
    const silence = new AbortController();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
    };
    alive();
    try {
      const response = await this.call(method, path, { ...options, signal: AbortSignal.any([signal, silence.signal]) });
      if (response.status !== 200) return;
      yield* serverSentEvents(response.body, alive);
      throw new TypeError("the stream has ended");
    } finally {
      clearTimeout(timer);
    }
  }

  async call(method, path, { last, body, audio, signal } = {}) {
    const headers = {};
    const { token } = this.memory.value;
    if (token) headers.Authorization = `Bearer ${token}`;
    if (last) headers["Last-Event-ID"] = last;
    if (body) headers["Content-Type"] = "application/json";
    if (audio) headers["Content-Type"] = "application/octet-stream";
    const response = await fetch(new URL(`api/v1/${path}`, this.host.server), {
      method, headers, signal, credentials: "omit", body: audio ?? (body && JSON.stringify(body)),
    });
    const renewed = response.headers.get("Botkit-Token");
    if (renewed && token === this.memory.value.token) this.memory.set({ token: renewed });
    if (response.ok) return response;
    const refusal = await response.json().catch(() => null);
    throw new Refused(response.status, refusal?.error?.message ?? "", Number(response.headers.get("Retry-After")) || 0);
  }
}

/** A random UUID, also on pages on plain http, which do not have crypto.randomUUID: every blob's address ends in one. */
export function uuid() {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}
