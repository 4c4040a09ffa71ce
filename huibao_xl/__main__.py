"""``python -m huibao_xl``."""

from huibao_xl.cli import main

raise SystemExit(main())
