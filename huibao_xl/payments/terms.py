"""On what terms a batch is paid: its policy and its bank layout, from the content that its events store.

Whoever gave a policy or a layout by path gave it once: 制单 stores what was in the file, and every later step takes it from the ledger. Batches of
earlier versions store names alone; those are looked up among what ships with the package.
"""

from huibao_xl import policy
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.events import canonical
from huibao_xl.payments.ledger.records import Body, Declaration, Export
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop


def policy_of(declaration: Declaration) -> Policy:
    """Return the policy that a batch was made by. Raises Stop(S07) if an old batch names one that does not ship with the package."""
    return _built_policy(declaration.policy, declaration.policy_content)


def policy_in(ledger: Ledger, name: str) -> Policy:
    """Return the policy called ``name`` as the newest batch that was made by it stores it; else the one that ships, or in
    the file ``name``; in any case if the year's batches were not made by another.

    Raises Stop as :func:`policy.load` and :func:`require_no_other` do.
    """
    return require_no_other(ledger, stored_policy(ledger, name) or policy.load(name))


def policy_of_accounts(ledger: Ledger, name: str) -> Policy:
    """Return the policy called ``name`` as :func:`policy_in` does, if the year is accounted for by it: a year has one budget, that of the policy
    by which its first batch was made, also when what was missing is later made up by a corrected one. Raises Stop(S93) else."""
    rules = policy_in(ledger, name)
    made = _policies_of(ledger, rules)
    if made and _deciding(rules) != _deciding(made[-1]):
        raise _other_than_batches(ledger, rules, made[-1])
    return rules


def first_policy(ledger: Ledger, rules: Policy) -> Policy:
    """Return the policy that the budget of the year of ``rules`` is taken from: that of its first approved batch; ``rules`` if none was approved."""
    approved = _policies_of(ledger, rules, drafts=False)
    return approved[-1] if approved else rules


def stored_policy(ledger: Ledger, name: str) -> Policy | None:
    """Return the policy called ``name`` as the newest batch that was made by it stores it, None if no batch does."""
    for number in reversed(ledger.batches()):
        declared = states.declaration(ledger, number)
        if declared.policy == name and declared.policy_content:
            return _built_policy(name, declared.policy_content)
    return None


def require_no_other(ledger: Ledger, rules: Policy, corrected: bool = False) -> Policy:
    """Return ``rules`` if a batch of their year was made by the same amount, shares, 街镇, categories and dates, or if
    the year has no batch yet. ``corrected``: a policy that bears a name of its own may differ (it is cleared by it).

    Raises Stop(S93) naming the policy of the newest batch of that year.
    """
    made = _policies_of(ledger, rules)
    named_apart = corrected and rules.name not in [each.name for each in made]
    if made and not named_apart and _deciding(rules) not in map(_deciding, made):
        raise _other_than_batches(ledger, rules, made[0])
    return rules


def require_policy_of_year(ledger: Ledger, rules: Policy, make_up: bool, batch: str = "") -> None:
    """Raise Stop(S96) if what is to be paid by ``rules`` would mix two policies in a year: if the year's approved batches were made by another
    amount, other shares, 街镇, categories or dates. What was approved first counts.

    ``make_up``: whether it is the 补发 of a clearing, which pays by the corrected policy whom nobody paid; that policy must bear a name
    of its own. ``batch``: the draft that is to be signed, "" for what is to be drafted.
    """
    approved = _policies_of(ledger, rules, drafts=False)
    if not approved or _deciding(rules) == _deciding(approved[-1]):
        return
    if make_up and rules.name not in [each.name for each in approved if _deciding(each) != _deciding(rules)]:
        return
    stored = approved[-1].name
    differs = "名称相同，内容不同" if stored == rules.name else f"是“{rules.name}”"
    what, way = (f"批次“{batch}”", "请退回这一批，再") if batch else ("这份结果", "请")
    raise Stop("S96", ledger=ledger.path.name, year=rules.year, stored=stored, what=what, differs=differs, way=way)


def _other_than_batches(ledger: Ledger, rules: Policy, made: Policy) -> Stop:
    return other_policy(f"台账“{ledger.path.name}”中 {rules.year} 年度的批次", made.name, rules.name)


def other_policy(basis: str, stored: str, given: str) -> Stop:
    """Return S93: what is called ``basis`` was made by the policy called ``stored``, and the one that is given, called ``given``, is another."""
    differs = "名称相同，内容不同" if stored == given else f"是“{given}”"
    return Stop("S93", basis=basis, stored=stored, differs=differs)


def _policies_of(ledger: Ledger, rules: Policy, drafts: bool = True) -> list[Policy]:
    """The policies by which batches of the year of ``rules`` were made, each by its first batch, newest first. What was sent back does not
    count; nor does a draft, once a batch was approved: anybody can draft. ``drafts``: whether they count as long as none was."""
    batches = [states.light(ledger, number) for number in ledger.batches()]
    of_year = [
        each
        for each in batches
        if (each.declaration.scheme, each.declaration.year) == (rules.scheme, rules.year)
        and (each.declaration.policy_content or each.declaration.policy in policy.policies())
        and not each.rejected
    ]
    approved = [each.declaration for each in of_year if not each.next_step]
    counted = approved or ([each.declaration for each in of_year] if drafts else [])
    distinct = {canonical(each.policy_content or {"name": each.policy}): each for each in reversed(counted)}
    return [policy_of(each) for each in sorted(distinct.values(), key=counted.index, reverse=True)]


def pays_otherwise(declaration: Declaration, rules: Policy) -> bool:
    """Tell whether a batch pays by another amount, other shares, 街镇, categories or dates than ``rules``. One that names a policy that is
    nowhere any more does."""
    if not declaration.policy_content and declaration.policy not in policy.policies():
        return True
    return _deciding(policy_of(declaration)) != _deciding(rules)


def _deciding(rules: Policy) -> tuple[object, ...]:
    """What of a policy decides who gets what from whom; its other words may be mended within a year."""
    towns = {(town.name, town.kind, town.district_percent) for town in rules.townships}
    categories = tuple((each.key, each.role) for each in rules.categories)
    return rules.amount_fen, rules.reference_date, towns, categories


def layout_of(declaration: Declaration, name: str = "") -> Layout:
    """Return the layout of a batch's files: its own, or the one that somebody asks for by name or path. Raises Stop as ``layouts.load`` does."""
    return _asked_layout(name, declaration.layout or "", declaration.layout_content)


def ships(layout: Layout) -> bool:
    """Tell whether a layout is one of those that come with the package."""
    return layout.name in layouts.layouts() and layout.content == layouts.load(layout.name).content


def layout_of_export(export: Export, name: str = "") -> Layout:
    """Return the layout in which the bank answers an export: that of the files, or one that is asked for. Raises Stop as ``layouts.load`` does."""
    return _asked_layout(name, export.layout, export.layout_content)


def layout_of_return(body: Body) -> Layout:
    """Return the layout by which a ``return`` event's file was read, from its body. Raises Stop as ``layouts.load`` does."""
    return _asked_layout("", body["layout"], body.get("layout_content"))


def _built_policy(name: str, content: Body | None) -> Policy:
    return policy.build(content) if content else policy.load(name)


def _asked_layout(asked: str, stored: str, content: Body | None) -> Layout:
    """A layout that is asked for by the stored one's name is the stored one, whether or not one of that name ships."""
    return layouts.build(content) if content and asked in ("", stored) else layouts.load(asked or stored)
