"""Speech to text by a transformers checkpoint on this machine, such as wav2vec 2.0, HuBERT or Whisper."""

from __future__ import annotations

import io
import logging
import threading
from pathlib import Path
from typing import Any

from botkit.domain.errors import BotkitError, MessageError, MissingExtra, WeightsError

logger = logging.getLogger(__name__)

MOST_SECONDS = 30
"""The longest recording, in seconds: Whisper reads as much at once, and nobody asks a longer question."""
RATE = 16_000
"""The sampling rate that these models were trained on, in hertz."""


class SpeechReader:
    """A Transcriber (botkit.domain.ports) over a folder of weights; it reads one recording at a time.

    Weights are read from safetensors, and no code of the checkpoint is run. Raises WeightsError if the model cannot be
    loaded, MissingExtra without the extra `voice`, which decodes audio.
    """

    def __init__(self, path: Path) -> None:
        try:
            import soundfile  # noqa: F401 - said at the start, not to the first visitor who speaks
        except (ImportError, OSError):
            raise MissingExtra("voice input", "voice") from None
        self._path = path
        self._lock = threading.Lock()
        self._recognise = _loaded(path)

    def transcribe(self, audio: bytes) -> str:
        """Return the words of a recording (WAV, FLAC, OGG) on one line, which is empty if nothing is said.

        Raises MessageError if the file is not a recording or is too long.
        """
        samples = _samples(audio)
        with self._lock:
            try:
                heard = self._recognise({"raw": samples, "sampling_rate": RATE})
            except Exception as error:  # an unknown architecture may raise anything
                raise BotkitError(f"{self._path}: the speech model failed ({type(error).__name__})") from error
        return " ".join(str(heard["text"]).split())


def _loaded(path: Path) -> Any:
    from transformers import pipeline

    try:
        return pipeline(
            "automatic-speech-recognition",
            model=str(path),
            device="cpu",
            dtype="float32",
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # a checkpoint comes from outside: its parsers may raise anything
        raise WeightsError(
            f"{path}: no speech model can be loaded here ({type(error).__name__}); choose another speech.model"
        ) from error


def _samples(audio: bytes) -> Any:
    """Return the recording as one channel of float32 samples at RATE, shape (samples,)."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(audio)) as recording:
            rate = recording.samplerate
            if not 4_000 <= rate <= 192_000:
                raise MessageError("the recording has a strange sampling rate; record it anew")
            # The length that a file states may be wrong: no more than the limit is read.
            channels = recording.read((MOST_SECONDS + 1) * rate, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError, TypeError, ValueError):
        raise MessageError("this is no recording that can be read; send WAV, FLAC or OGG") from None
    if len(channels) > MOST_SECONDS * rate:
        raise MessageError(f"the recording is longer than {MOST_SECONDS} seconds; say it in parts")
    if not len(channels):
        raise MessageError("the recording is empty; record it anew")
    samples = channels.mean(axis=1)
    if rate == RATE:
        return samples
    from scipy.signal import resample_poly

    return resample_poly(samples, RATE, rate).astype("float32")
