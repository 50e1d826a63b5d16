DELETE FROM parcels WHERE id IN (1, 2);
