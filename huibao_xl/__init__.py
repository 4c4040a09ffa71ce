"""huibao_xl: pays the 沪惠保 subsidy right: 一个不落、一分不少 (nobody missed, not a cent short, and provable)."""

__version__ = "0.1.0"
