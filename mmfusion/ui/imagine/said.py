"""How the page says a figure with its interval, and when it calls a difference null."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.language import tr

Figure = Mapping[str, float]


def half(one: Figure) -> float:
    """Return half of a figure's interval."""
    return (one["high"] - one["low"]) / 2


def share(one: Figure) -> str:
    """Return a share with its interval below: HTML of a cell."""
    return f"{short(one['value'])}<small>± {short(half(one))}</small>"


def short(value: float, digits: int = 2) -> str:
    """Return a share without its leading nought, with a true minus sign.

    Example:
        >>> from mmfusion.ui.imagine.said import short
        >>> short(0.123), short(-0.04), short(1.0)
        ('.12', '−.04', '1.00')

    """
    return f"{value:.{digits}f}".replace("0.", ".", 1).replace("-", "−")


def gained(one: Figure) -> str:
    """Return a difference of shares with its interval, in points.

    Example:
        >>> from mmfusion.ui.imagine.said import gained
        >>> gained({"value": 0.042, "low": 0.023, "high": 0.061})
        '+4.2 ± 1.9'

    """
    value = round(100 * one["value"], 1)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):.1f} ± {100 * half(one):.1f}"


def null(one: Figure) -> bool:
    """Return whether the interval of a difference holds nought."""
    return one["low"] <= 0 <= one["high"]


def verdict(one: Figure) -> str:
    """Return what a difference is: a gain, a loss, or null."""
    return tr("null") if null(one) else tr("a gain") if one["value"] > 0 else tr("a loss")
