"""Checkpoints to resume an interrupted training from: the tensors after an epoch, in one safetensors file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The checkpoint file `path`; `key` identifies the training. A checkpoint of any other training is ignored."""

    path: Path
    key: str

    def save(self, epoch: int, tensors: Mapping[str, Tensor]) -> None:
        """Store the tensors as they are after that many epochs, replacing the previous checkpoint."""
        from safetensors.torch import save_file

        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_name(f".{self.path.name}.new")
        kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        save_file(kept, new, {"format": FORMAT, "key": self.key, "epoch": str(epoch)})
        new.replace(self.path)

    def load(self) -> tuple[int, dict[str, Tensor]]:
        """Return the number of completed epochs and the tensors after them; 0 and none without a usable checkpoint."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self.path, "pt") as file:
                about = file.metadata() or {}
                if (about.get("format"), about.get("key")) != (FORMAT, self.key):
                    return 0, {}
                return int(about["epoch"]), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError):
            return 0, {}

    def forget(self) -> None:
        """Delete the checkpoint, as it is no longer needed once the model is complete."""
        self.path.unlink(missing_ok=True)
