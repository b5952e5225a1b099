"""How somebody checks the evidence of a closing with what every computer has; in both languages, whoever takes it along."""

README = """\
OK OCE: bukti penutupan bulan / evidence of a closing
======================================================

BAHASA INDONESIA
Berkas ini membuktikan apa yang terbit ketika sebuah bulan ditutup. Program OK OCE tidak diperlukan untuk memeriksanya.
Tidak ada nama, NIK, atau nomor telepon di dalamnya: orang dan pengguna hanya berupa kunci.

1. Hitung sidik berkas rantai:            sha256sum chain/*.txt
   Hasilnya harus sama dengan "digest" di manifest.json, dengan baris terakhir digests.csv, dan dengan sidik yang
   tercetak di halaman bulan itu dan di laporan.
2. Baris "previous" di awal berkas rantai harus sama dengan "digest" baris sebelumnya di digests.csv; demikian
   seterusnya sampai baris pertama, yang "previous"-nya 64 angka nol. Bandingkan juga dengan bukti lama yang Anda simpan.
3. Hitung sidik berkas lain dan bandingkan dengan manifest.json. "rows" adalah banyaknya baris tanpa kepala tabel.
4. Jumlahkan "delta" di entries.csv menurut month, metric, dan kecamatan: hasilnya harus sama dengan figures.csv dan
   dengan baris "figure" di berkas rantai. Jumlah yang nol tidak punya baris di keduanya. Baris "entry" di sana adalah
   baris entries.csv, dengan id yang sama.
5. decisions.csv memuat keputusan sejak penutupan sebelumnya: checked_by_id tidak pernah sama dengan made_by_id.
   makers.csv menyebut, untuk setiap keputusan, setiap orang yang mencatat sebagian dari catatannya; untuk wirausaha baru:
   setiap fakta orang itu (pendaftaran, tempat tinggal, pelatihan, kunjungan, langkah, laporan pekerja), sebagaimana
   diketahui saat bukti ini diambil. Pada keputusan dengan stands = yes, checked_by_id tidak ada di antara mereka. Siapa
   yang mencatat fakta sesudah menyetujui kehilangan persetujuannya: keputusan itu tidak berlaku lagi (stands = no).
6. merges.csv menyebut siapa dihitung sebagai siapa: sejak merged_at semua yang dicatat tentang folded_id dihitung untuk
   kept_id, sampai undone_at jika penggabungan itu dibatalkan.
7. reopenings.csv memuat setiap pembukaan kembali yang disetujui sampai penutupan ini, dengan alasan umumnya: asked_by_id
   dan answered_by_id adalah dua orang. targets.csv, thresholds.csv, definitions.csv, dan namings.csv mengatakan terhadap
   apa dan menurut apa angka dibaca ketika itu. Bukti yang diambil lagi di kemudian hari memuat isi yang sama; hanya
   makers.csv dan kolom "stands" mengikuti apa yang diketahui saat diambil, dan "made_at" mengatakan kapan itu.

ENGLISH
This proves what was published when a month was closed. Nothing of the OK OCE program is needed to check it.
There is no name, identity number or phone in it: people and users are keys.

1. Take the digest of the chain's text:   sha256sum chain/*.txt
   It must be the "digest" in manifest.json, that of the last line of digests.csv, and the one that is printed on the
   page of the month and on reports.
2. The line "previous" at the beginning of the chain's text must be the "digest" of the line before in digests.csv, and
   so on back to the first line, whose "previous" is 64 zeros. Compare it with older evidence that you kept, too.
3. Take the digests of the other files and compare them with manifest.json. "rows" are lines without the heading.
4. Add up "delta" in entries.csv by month, metric and kecamatan: that must be figures.csv, and the lines "figure" in the
   chain's text. A sum of 0 has no line in either. The lines "entry" there are the lines of entries.csv, by id.
5. decisions.csv has the decisions since the closing before: checked_by_id is never made_by_id.
   makers.csv names, for each decision, everybody who recorded part of its record; of a new entrepreneur, of every fact of
   the person (registration, residence, trainings, visits, steps, reports of workers), as known when this was taken along.
   Of decisions with stands = yes, checked_by_id is not among them. Whoever records a fact after approving loses that
   approval: the decision no longer stands (stands = no).
6. merges.csv says who counts as whom: from merged_at on everything that was recorded of folded_id counts for kept_id,
   until undone_at where that merge was taken back.
7. reopenings.csv has every reopening that was confirmed until this closing, with its public reason: asked_by_id and
   answered_by_id are two people. targets.csv, thresholds.csv, definitions.csv and namings.csv say against what and by
   what numbers were read by then. Evidence that is taken along again at a later day has the same in it; only makers.csv
   and the column "stands" are as known when it was taken, and "made_at" says when that was.

Times are UTC; months are months in Jakarta (UTC+7), written as 2018-03. In the columns reason, source and note a quote
stands before a text that begins with = + - @: so that a sheet reads it as text.
"""
