"""The policy of a year as data: amount, shares, 街镇, categories, dates, each with its quotation.

year          the policy, loaded from its file (huhuibao/<year>.json, or a path) and checked
approval      who may do which step of a payment, and how many sign
roles         the kinds of list that files may be; those that a policy's categories rest on are rosters
parameters    its values as staff see them, one row each on the sheet 参数
townships     街镇 names as files write them, to the policy's own name
"""

from huibao_xl.policy.year import (
    APPROVAL,
    KINDS,
    SCHEMA,
    Alias,
    Category,
    Policy,
    Township,
    build,
    content_of,
    fault,
    latest,
    load,
    policies,
)

__all__ = [
    "APPROVAL",
    "KINDS",
    "SCHEMA",
    "Alias",
    "Category",
    "Policy",
    "Township",
    "build",
    "content_of",
    "fault",
    "latest",
    "load",
    "policies",
]
