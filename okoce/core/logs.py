"""Structured logs, one JSON line an event, with anything that looks like a personal datum taken out."""

import logging
import logging.config
import re

import structlog

# Sixteen digits are an identity number; eight or more after 0, 62 or +62 are a phone.
_PERSONAL = re.compile(r"(?<!\d)(?:\d{16}|(?:\+?62|0)8[\d -]{7,14})(?!\d)")
MASK = "[removed]"


def scrub(value):
    """The same value with identity and phone numbers masked, inside lists and dicts too."""
    if isinstance(value, str):
        return _PERSONAL.sub(MASK, value)
    if isinstance(value, dict):
        return {key: scrub(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(scrub(item) for item in value)
    return value


def _scrubbed(logger, method, event):
    return scrub(event)


def _bare_traceback(logger, method, event):
    """Frames and the exception's type, never its text: database errors repeat the row they refuse."""
    if info := event.pop("exc_info", None):
        kind, _error, trace = info if isinstance(info, tuple) else (type(info), info, info.__traceback__)
        event["error"] = kind.__name__ if kind else None
        event["frames"] = _frames(trace)
    return event


def _frames(trace):
    frames = []
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-12:]


def configure(options):
    """Called by Django in place of logging.config.dictConfig."""
    before = [
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
                    "foreign_pre_chain": before,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        _scrubbed,
                        structlog.processors.JSONRenderer(default=str),
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
