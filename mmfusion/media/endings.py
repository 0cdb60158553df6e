"""Endings of the files that are read: what a file dialogue offers and how clips are found in a folder."""

from __future__ import annotations

VIDEO = (
    *("mp4", "m4v", "mov", "3gp", "3g2", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts"),
    *("wmv", "asf", "flv", "ogv", "gif", "h264"),
)
SOUND = ("wav", "mp3", "flac", "ogg", "oga", "opus", "m4a", "aac", "amr", "aiff", "aif", "wma")
PICTURE = ("jpg", "jpeg", "png", "webp", "bmp", "avif", "tif", "tiff")
ENDINGS = (*VIDEO, *SOUND, *PICTURE)
"""Without the dot, in lower case; files are read by content: one that is named may have any."""
