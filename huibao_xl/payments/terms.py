"""On what terms a batch is paid: its policy and its bank layout, from the content that its events store.

Whoever gave a policy or a layout by path gave it once: 制单 stores what was in the file, and every later step takes it from the ledger. Batches of
earlier versions store names alone; those are looked up among what ships with the package.
"""

from huibao_xl import policy
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.records import Body, Declaration, Export
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy


def policy_of(declaration: Declaration) -> Policy:
    """Return the policy that a batch was made by. Raises Stop(S07) if an old batch names one that does not ship with the package."""
    return _built_policy(declaration.policy, declaration.policy_content)


def policy_in(ledger: Ledger, name: str) -> Policy:
    """Return the policy called ``name`` as the newest batch that was made by it stores it; else the one that ships, or in the file ``name``.

    Raises Stop as :func:`policy.load` does.
    """
    for number in reversed(ledger.batches()):
        declared = states.declaration(ledger, number)
        if declared.policy == name and declared.policy_content:
            return _built_policy(name, declared.policy_content)
    return policy.load(name)


def layout_of(declaration: Declaration, name: str = "") -> Layout:
    """Return the layout of a batch's files: its own, or the one that somebody asks for by name or path. Raises Stop as ``layouts.load`` does."""
    return _asked_layout(name, declaration.layout or "", declaration.layout_content)


def layout_of_export(export: Export, name: str = "") -> Layout:
    """Return the layout in which the bank answers an export: that of the files, or one that is asked for. Raises Stop as ``layouts.load`` does."""
    return _asked_layout(name, export.layout, export.layout_content)


def _built_policy(name: str, content: Body | None) -> Policy:
    return policy.build(content) if content else policy.load(name)


def _asked_layout(asked: str, stored: str, content: Body | None) -> Layout:
    """A layout that is asked for by the stored one's name is the stored one, whether or not one of that name ships."""
    return layouts.build(content) if content and asked in ("", stored) else layouts.load(asked or stored)
