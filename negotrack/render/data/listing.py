"""What commands that give a list hold, under `-O json`: a mapping a row."""

from __future__ import annotations

Data = list[dict[str, str | int | bool | None]]
