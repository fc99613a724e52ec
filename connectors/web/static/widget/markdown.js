// A reply's text as nodes: paragraphs, lists, code, emphasis and links. Whatever else it holds is shown as it is written.

import { make } from "./tools.js";

const LINKS = ["http:", "https:", "mailto:", "tel:"];
const LIST = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/;
const INLINE = /`([^`\n]+)`|\*\*(\S|\S[^\n]*?\S)\*\*|\*(\S|\S[^*\n]*?\S)\*|\[([^[\]\n]+)\]\(([^()\s]+)\)|\b(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])/g;

/** The text's blocks as elements. */
export function markdown(text) {
  const blocks = [];
  let last = null; // the block that the next line goes on with
  for (const line of text.split("\n")) {
    const item = LIST.exec(line);
    if (last?.tagName === "PRE") {
      if (line.startsWith("```")) last = null;
      else last.firstChild.append(`${line}\n`);
    } else if (line.startsWith("```")) {
      blocks.push(last = make("pre", { tabindex: "0" }, make("code")));
    } else if (item) {
      const tag = item[1] ? "OL" : "UL";
      if (last?.tagName !== tag) blocks.push(last = make(tag, { start: item[1] }));
      last.append(make("li", {}, ...inline(item[2])));
    } else if (!line.trim()) {
      last = last?.tagName === "P" ? null : last; // a list goes on behind an empty line
    } else if (/^#{1,6}\s/.test(line)) {
      blocks.push(make("p", {}, make("strong", {}, ...inline(line.replace(/^#+\s+/, "")))));
      last = null;
    } else if (last?.tagName === "P") {
      last.append("\n", ...inline(line));
    } else {
      blocks.push(last = make("p", {}, ...inline(line)));
    }
  }
  return blocks;
}

/** The address, if it is one that a link may lead to. */
export function address(text, protocols = LINKS) {
  try {
    const url = new URL(text);
    return protocols.includes(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

export function link(href, ...children) {
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function* inline(text) {
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, code, strong, emphasis, label, target, bare] = match;
    const href = (target || bare) && address(target || bare);
    yield text.slice(end, match.index);
    if (code) yield make("code", {}, code);
    else if (strong) yield make("strong", {}, ...inline(strong));
    else if (emphasis) yield make("em", {}, ...inline(emphasis));
    else if (href) yield link(href, label || bare);
    else yield all;
    end = match.index + all.length;
  }
  yield text.slice(end);
}
