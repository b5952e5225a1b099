"""What lists call a column that several kinds have."""

DAY = ("tanggal", "tgl", "tgl.", "tanggal pelatihan", "tgl pelatihan", "hari/tanggal", "tanggal sesi", "day")
PLACE = ("tempat", "lokasi", "tempat pelatihan", "lokasi pelatihan", "venue", "gedung")
CURRICULUM = (
    "materi",
    "kurikulum",
    "topik",
    "pelatihan",
    "nama pelatihan",
    "jenis pelatihan",
    "curriculum",
    "topic",
)
KECAMATAN = ("kec", "kec.", "nama kecamatan", "wilayah", "district")
