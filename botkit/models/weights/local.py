"""Weights at a path of the user's own."""

from __future__ import annotations

from pathlib import Path

from botkit.domain.errors import WeightsError

_PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}


def local_path(name: str) -> Path | None:
    """Return the path that `name` gives, or None if it is not a path.

    Raises WeightsError if nothing is there, or if it cannot be loaded without running code.
    """
    path = Path(name).expanduser()
    if not (path.exists() or name.startswith(("/", "./", "../", "~"))):
        return None
    if not path.exists():
        raise WeightsError(f"there are no weights at {path}; name a folder with *.safetensors or a .gguf file")
    if path.is_dir():
        check_loadable(path, str(path))
    elif path.suffix != ".gguf":
        why = "a pickle can run code when it is loaded" if path.suffix in _PICKLES else "its format is not known"
        raise WeightsError(f"{path} is refused: {why}; name a folder with *.safetensors or a .gguf file")
    return path


def check_loadable(folder: Path, where: str) -> None:
    """Raise WeightsError, naming `where`, unless the folder has safetensors."""
    if any(folder.glob("*.safetensors")):
        return
    if pickles := sorted(file.name for file in folder.iterdir() if file.suffix in _PICKLES):
        raise WeightsError(
            f"{where} has only a pickle, which can run code ({pickles[0]}); convert the model to safetensors"
        )
    raise WeightsError(f"{where} holds no *.safetensors; name something that does, or a .gguf file itself")
