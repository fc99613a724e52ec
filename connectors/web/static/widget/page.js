// The page that a message is written on goes along with it, where the site says so: data-page names what may be read.

const LONGEST = { title: 300, text: 12000, marked: 2000 }; // characters that the server takes

/** A part of the chat: see parts.js. */
export function page({ host }) {
  const readable = host.dataset.page;
  if (readable === undefined) return {};
  let marked = "";
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== host) marked = getSelection().toString().trim();
  });
  return {
    enclose() {
      const text = readable && [...document.querySelectorAll(readable)].map((element) => element.innerText).join("\n");
      const page = { title: document.title, url: location.href.split(/[?#]/)[0], text, marked };
      for (const [name, most] of Object.entries(LONGEST)) page[name] = page[name].slice(0, most);
      return { page };
    },
  };
}
