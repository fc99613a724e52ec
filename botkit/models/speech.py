"""Speech to text, by a checkpoint of transformers on this machine: wav2vec 2.0, HuBERT, Whisper and their like."""

from __future__ import annotations

import io
import logging
import threading
from pathlib import Path
from typing import Any

from botkit.domain.errors import BotkitError, MessageError, MissingExtra, WeightsError

logger = logging.getLogger(__name__)

MOST_SECONDS = 30
"""What Whisper reads at once; nobody asks for longer."""
RATE = 16_000
"""Samples a second that these models were trained on."""


class SpeechReader:
    """A Transcriber (botkit.domain.ports) over a folder of weights; one recording at a time.

    Weights are read from safetensors, and no code of the checkpoint is run. Raises WeightsError if the model cannot be
    loaded, MissingExtra where the extra `voice`, which decodes audio, is not installed.
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
        """What is said in a recording (WAV, FLAC, OGG): one line, empty where nothing is.

        Raises MessageError if it is no such file or too long.
        """
        samples = _samples(audio)
        with self._lock:
            try:
                heard = self._recognise({"raw": samples, "sampling_rate": RATE})
            except Exception as error:  # whatever a foreign architecture may raise
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
    except Exception as error:  # a checkpoint is a stranger's file: its parsers raise whatever they raise
        raise WeightsError(
            f"{path}: no speech model can be loaded here ({type(error).__name__}); choose another speech.model"
        ) from error


def _samples(audio: bytes) -> Any:
    """The recording as one channel of float32 samples at RATE, shape (samples,)."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(audio)) as recording:
            rate = recording.samplerate
            if not 4_000 <= rate <= 192_000:
                raise MessageError("the recording has a strange sampling rate; record it anew")
            # What a file says of its length may be wrong: no more than that is read.
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
