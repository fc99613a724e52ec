// What the visitor's browser keeps of the conversation, so that it survives reloads and is the same in every tab.

const KEPT_MS = 24 * 60 * 60 * 1000; // since it was last used: a shared computer forgets

export class Memory {
  constructor(key) {
    this.key = key;
    this.value = {};
    this.read();
  }

  get(name) {
    return this.value[name];
  }

  set(changes) {
    this.read(); // another tab may have written meanwhile
    Object.assign(this.value, changes, { at: Date.now() });
    try {
      localStorage.setItem(this.key, JSON.stringify(this.value));
    } catch { /* a page that may not store anything has it until it is left */ }
  }

  /** Calls `changed` after another tab has written. */
  watch(changed) {
    addEventListener("storage", (event) => {
      if (event.key !== this.key && event.key !== null) return;
      this.read();
      changed();
    });
  }

  read() {
    try {
      const value = JSON.parse(localStorage.getItem(this.key)) ?? {};
      this.value = Date.now() - value.at < KEPT_MS ? value : {};
    } catch { /* as above */ }
  }
}

/** A text of this tab alone; without a value, what it was set to. */
export function ofThisTab(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
