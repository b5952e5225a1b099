-- What an expense is worth: rupiah (docs/counting.md, “What is counted”).
-- C15 spending: what is paid, in the month and the kecamatan that it was spent for.
SELECT scope.source_id, 'spending' AS metric, expense.month, expense.kecamatan_id AS kecamatan, '-' AS gender,
       '-' AS age_band, expense.rupiah AS value
FROM scope
JOIN programs_expense expense ON expense.id = scope.source_id
WHERE expense.stage = 'paid'
