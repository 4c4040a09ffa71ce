"""沪惠保补贴: the subsidy policies of 闵行区, one file per year."""
