// Server-sent events from the body of a response; EventSource cannot send a POST.

/** Yields { name, data, id }; calls `alive` whenever something came, be it a comment. */
export async function* serverSentEvents(body, alive) {
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
      const [, field, text] = /^(\w*):? ?(.*?)\r?$/.exec(raw) ?? [];
      if (field === "event") event.name = text;
      else if (field === "id") event.id = text;
      else if (field === "data") event.data.push(text);
      else if (!raw.trim()) {
        if (event.data.length) yield { ...event, data: JSON.parse(event.data.join("\n")) };
        event = { name: "message", data: [] };
      }
    }
  }
}
