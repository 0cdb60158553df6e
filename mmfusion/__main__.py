"""``python -m mmfusion`` is the command ``mmfusion``."""

from __future__ import annotations

import sys

from mmfusion.cli import main

sys.exit(main())
