CREATE OR REPLACE VIEW heavy_parcels AS SELECT id FROM parcels WHERE weight > 20;
