"""Structured logs, one JSON line an event, with anything that looks like a personal datum taken out."""

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

# Sixteen digits are an identity number; eight or more after 08, 628 or +628 are a phone. A record's key is neither.
_KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NIK = r"\d(?:[ .-]?\d){15}"
_PHONE = r"(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,12}"
# What every token of a one-time link begins with: whoever reads it may choose somebody's password.
LINK = "masuk-"
_PERSONAL = re.compile(rf"({_KEY})|(?<!\d)(?:{_NIK}|{_PHONE})(?!\d)|{LINK}[\w-]{{20,}}")
MASK = "[removed]"

Event = MutableMapping[str, Any]


def scrub(value: Any) -> Any:
    """The same value with identity and phone numbers masked, inside lists and dicts too."""
    if isinstance(value, dict):
        return {scrub(key): scrub(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [scrub(item) for item in value]
    if value is None or isinstance(value, (bool, float)):
        return value
    masked = _PERSONAL.sub(lambda found: found[1] or MASK, str(value))
    return value if isinstance(value, int) and masked == str(value) else masked


def _route(logger: Any, method: str, event: Event) -> Event:
    """Django ends its sentence with the address as it was typed, which may be a name; the route tells as much."""
    request, sentence = getattr(event.get("_record"), "request", None), str(event["event"])
    if request and sentence.endswith(request.path):
        known = f"/{request.resolver_match.route}" if request.resolver_match else "unknown address"
        event["event"] = f"{sentence.removesuffix(request.path)}{request.method} {known}"
    return event


def _scrubbed(logger: Any, method: str, event: Event) -> Event:
    return dict(scrub(event))


def _bare_traceback(logger: Any, method: str, event: Event) -> Event:
    """Frames and the exception's type, never its text: database errors repeat the row they refuse."""
    info = event.pop("exc_info", None)
    error = sys.exception() if info is True else info[1] if isinstance(info, tuple) else info
    if error:
        event["error"] = type(error).__name__
        event["frames"] = _frames(error.__traceback__)
        # Celery and others repeat the text in their own sentence.
        for text in (repr(error), str(error)):
            event["event"] = str(event["event"]).replace(text, type(error).__name__) if text else event["event"]
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-12:]


def configure(options: dict[str, str]) -> None:
    """Called by Django in place of logging.config.dictConfig."""
    before: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        _bare_traceback,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": [*before, _route],
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        _scrubbed,
                        structlog.processors.JSONRenderer(),
                    ],
                }
            },
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["out"], "level": options["level"]},
        }
    )
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
