// Server-sent events from the body of a response; EventSource cannot send a POST.

/** Yields { event, data, id }, as our server sends them, data on one line; calls `alive` on whatever comes. */
export async function* serverSentEvents(body, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = {};
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const raw of lines) {
      const [, field, text] = /^(\w*):? ?(.*?)\r?$/.exec(raw) ?? [];
      if (field) event[field] = text;
      else if (event.data && !raw.trim()) {
        yield { ...event, data: JSON.parse(event.data) };
        event = {};
      }
    }
  }
}
