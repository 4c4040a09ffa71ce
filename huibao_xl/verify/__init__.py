"""``huibao verify``: is a result folder still what was written, and does the same job, done again from the same sources, write the same?

``again`` knows how each kind of result is made again, ``differences`` holds two folders against each other, ``job`` puts both together and
says what was found. Above every product, for it calls them all.
"""
