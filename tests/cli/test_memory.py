import sys

import pyarrow as pa
import pytest

from huibao_xl.cli.memory import use_system_memory


@pytest.mark.parametrize(("platform", "backend"), [("linux", "system"), ("win32", None), ("darwin", None)])
def test_arrow_takes_memory_from_the_c_library_on_linux(
    platform: str, backend: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pa.default_memory_pool()
    monkeypatch.setattr(sys, "platform", platform)
    try:
        use_system_memory()
        assert pa.default_memory_pool().backend_name == (backend or before.backend_name)
    finally:
        pa.set_memory_pool(before)


def test_a_command_that_needs_no_arrow_does_not_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pyarrow")
    use_system_memory()
    assert "pyarrow" not in sys.modules
