"""The backend's settings: each named once, wrong or missing values refused with their name."""

from __future__ import annotations

import os
from dataclasses import dataclass

from reference.settings import SettingError, number, text


@dataclass(frozen=True)
class Settings:
    """What a backend runs with. `cache_megabytes` are filled when it starts."""

    version: str
    threshold: float
    prometheus: str
    workers: int
    pool_size: int
    max_overflow: int
    cache_megabytes: int
    broken: bool
    slow_milliseconds: int

    @property
    def sessions(self) -> int:
        """The most sessions of the database that a worker may have."""
        return self.pool_size + self.max_overflow


def read() -> Settings:
    """The settings of this process; SettingError names the first one that is wrong."""
    written = text("ANOMALY_DETECTION_THRESHOLD")
    try:
        threshold = float(written)
    except ValueError:
        raise SettingError(f"ANOMALY_DETECTION_THRESHOLD is {written!r}, not a number") from None
    return Settings(
        version=text("OBSERVATORY_VERSION", "1.0.0"),
        threshold=threshold,
        prometheus=text("PROMETHEUS_URL"),
        workers=number("UVICORN_WORKERS", 1),
        pool_size=number("DB_POOL_SIZE", 4),
        max_overflow=number("DB_MAX_OVERFLOW", 2, least=0),
        cache_megabytes=number("CACHE_MEGABYTES", 8, least=0),
        broken=os.environ.get("OBSERVATORY_BROKEN") == "yes",
        slow_milliseconds=number("OBSERVATORY_SLOW_MILLISECONDS", 0, least=0),
    )


def database() -> str:
    """A connection string from the files of the Secret, as they are now; libpq reads PGPASSWORD itself."""
    text("PGPASSWORD")
    return f"host={text('PGHOST')} user={text('PGUSER')} dbname={text('PGDATABASE')}"
