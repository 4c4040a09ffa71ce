"""The papers of paying: 审批单 and 拨付通知, which people sign; the report on what a bank answered; 执行情况; the ledger as a workbook.

Papers repeat what the ledger says and are written anew after every act, so that a paper that was lost, or that a crash kept from being
written, comes back by itself.
"""

from huibao_xl.payments.papers.approval import SEAL, write_batch
from huibao_xl.payments.papers.executed import write_execution
from huibao_xl.payments.papers.ledger_book import write_ledger
from huibao_xl.payments.papers.returned import write_returns

__all__ = ["SEAL", "write_batch", "write_execution", "write_ledger", "write_returns"]
