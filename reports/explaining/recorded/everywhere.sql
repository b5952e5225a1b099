SELECT verdict, counted_at AS kecamatan FROM dated
