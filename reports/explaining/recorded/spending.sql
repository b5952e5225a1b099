-- Expenses, and those that were struck out.
SELECT CASE WHEN counted.source_id IS NOT NULL THEN 'counts'
            WHEN expense.stage <> 'paid' THEN 'not_paid'
            ELSE 'on_its_way' END, count(*), sum(expense.rupiah)
FROM programs_expense expense
LEFT JOIN (
    SELECT source_id FROM reports_ledger
    WHERE metric = %(metric)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY source_id HAVING sum(delta) <> 0
) counted ON counted.source_id = expense.id
WHERE expense.month BETWEEN %(first)s AND %(last)s AND %(place)s IN ('', expense.kecamatan_id)
GROUP BY 1
UNION ALL
SELECT 'struck_out', count(*), sum(struck.rupiah)
FROM programs_expenseevent struck
WHERE struck.pgh_label = 'delete' AND struck.month BETWEEN %(first)s AND %(last)s
  AND %(place)s IN ('', struck.kecamatan_id)
HAVING count(*) > 0
