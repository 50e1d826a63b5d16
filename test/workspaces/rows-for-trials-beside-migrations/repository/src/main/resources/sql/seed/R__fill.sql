INSERT INTO parcels (id, weight) VALUES (1, 5), (2, 30) ON CONFLICT DO NOTHING;
