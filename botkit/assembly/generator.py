"""The language model that bot.yaml names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botkit.assembly.secrets import secret
from botkit.domain.ports import Generator
from botkit.project.project import Project


def open_generator(project: Project) -> Generator | None:
    """Load the language model that bot.yaml names; return None for the engine `quote`, which quotes the documents.

    Raises GenerationError, WeightsError, ConfigError or MissingExtra.
    """
    settings = project.bot.settings.generation
    options: dict[str, Any] = {
        "max_tokens": settings.max_tokens,
        "temperature": settings.temperature,
        "seed": settings.seed,
        "timeout_seconds": settings.timeout_seconds,
    }
    match settings.engine:
        case "quote":
            return None
        case "openai":
            from botkit.models.generators.chat_model import openai_compatible

            variable = settings.api_key_env
            key = secret(project, variable, "generation", "api_key_env") if variable else ""
            return openai_compatible(settings.model, base_url=settings.base_url or "", api_key=key, **options)
        case "gguf":
            from botkit.models.generators.llama_cpp import LlamaCppGenerator

            adapter = Path(settings.adapter) if settings.adapter else None
            return LlamaCppGenerator(project.weights.path(settings.model), adapter, **options)
        case "causal":
            from botkit.models.generators.causal import CausalGenerator

            return CausalGenerator(project.weights.path(settings.model), **options)
        case "seq2seq":
            from botkit.models.generators.seq2seq import Seq2SeqGenerator

            return Seq2SeqGenerator(project.weights.path(settings.model), **options)
