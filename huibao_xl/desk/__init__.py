"""The page in the browser: the year's work on one's own computer, for people without Excel macros. It shows what the jobs decided; no rule stands here."""
