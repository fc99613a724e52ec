// What bot.yaml may switch on; the server leaves out what is off. A part is given the chat when it is made, and may have
// `enclose()`, what goes along with a message, and `below(question)`, what is shown below one that was sent.

import { files } from "./files.js";
import { page } from "./page.js";
import { voice } from "./voice.js";

export const parts = [files, page, voice];
