// A message that is spoken: recorded here, turned into text by the server, and put into the field to be read and sent.

import { iconButton } from "./tools.js";

const MICROPHONE = "M12 15a3.5 3.5 0 0 0 3.5-3.5v-5a3.5 3.5 0 0 0-7 0v5A3.5 3.5 0 0 0 12 15ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3";
const MOST_SECONDS = 30; // what the server takes
const RATE = 16000;

/** A part of the chat: see parts.js. */
export function voice(chat) {
  const { words, composer, panel } = chat;
  if (!navigator.mediaDevices?.getUserMedia) return {}; // not on pages on plain http
  let recorder = null;
  const label = (text) => { speak.setAttribute("aria-label", text); speak.title = text; };
  const stop = () => recorder?.state === "recording" && recorder.stop();
  const start = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return panel.tell(words.noMicrophone);
    }
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = async () => {
      clearTimeout(timer);
      for (const track of stream.getTracks()) track.stop();
      speak.setAttribute("aria-pressed", "false");
      label(words.speak);
      speak.disabled = true;
      try {
        const audio = await wav(new Blob(pieces));
        if (!chat.talk.conversation) await chat.talk.open();
        const { text } = await (await chat.server.call("POST", "speech", { audio })).json();
        if (text) composer.text = `${composer.field.value} ${text}`.trim();
        else panel.tell(words.nothingHeard);
      } catch (error) {
        panel.tell(error.message || words.away);
      } finally {
        speak.disabled = false;
        composer.field.focus();
      }
    };
    const timer = setTimeout(stop, (MOST_SECONDS - 1) * 1000);
    recorder.start();
    speak.setAttribute("aria-pressed", "true");
    label(words.stopSpeaking);
  };
  const speak = iconButton(MICROPHONE, words.speak, { class: "tool speak", part: "speak", "aria-pressed": "false", onclick: () => stop() || start() });
  composer.sender.before(speak);
  return {};
}

/** The recording as a WAV file of one channel, 16 bits. */
async function wav(recording) {
  const audio = new AudioContext();
  const sound = await audio.decodeAudioData(await recording.arrayBuffer()).finally(() => audio.close());
  const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE)), RATE);
  const source = new AudioBufferSourceNode(offline, { buffer: sound });
  source.connect(offline.destination);
  source.start();
  const samples = (await offline.startRendering()).getChannelData(0);
  const file = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const write = (at, text) => [...text].forEach((letter, index) => file.setUint8(at + index, letter.charCodeAt(0)));
  write(0, "RIFF");
  file.setUint32(4, 36 + 2 * samples.length, true);
  write(8, "WAVEfmt ");
  [[16, 16], [24, RATE], [28, 2 * RATE], [40, 2 * samples.length]].forEach(([at, value]) => file.setUint32(at, value, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => file.setUint16(at, value, true));
  write(36, "data");
  samples.forEach((sample, index) => file.setInt16(44 + 2 * index, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return file.buffer;
}
