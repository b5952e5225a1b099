SELECT set_config('okoce.reason', 'expense recorded', true);

INSERT INTO programs_expense (id, month, kecamatan_id, item, rupiah, note, stage, recorded_by_id, recorded_at)
SELECT id, month, code, item, rupiah, '', stage, %(staff)s, moment
FROM money
WHERE moment >= %(since)s AND moment < %(until)s;
