"""The three forms that a run fills, checked before anything is read: a spoilt one stops the run at once, not after minutes."""

from pathlib import Path

from huibao_xl.frames import PAYMENTS
from huibao_xl.policy import Policy
from huibao_xl.subsidy import shares
from huibao_xl.subsidy.reports import bank, budget, notice
from huibao_xl.subsidy.templates import require_folder


def require_forms(templates: Path, policy: Policy) -> None:
    """Raise Stop if a form of the bureau cannot be filled: S07 without any form, S10 naming the file and the names that it lacks."""
    require_folder(templates)
    form_hashes(templates, policy)


def form_hashes(templates: Path | None, policy: Policy) -> dict[str, str]:
    """Return {file name: SHA-256} of the forms that a run with this folder fills. Raises Stop(S10) as :func:`require_forms` does."""
    figures = budget.budget_values(policy, shares.by_township(PAYMENTS.empty(), policy))
    forms = [bank.form(templates), notice.form(templates, policy), budget.form(templates, figures)]
    return {form.file: form.sha256 for form in forms}
