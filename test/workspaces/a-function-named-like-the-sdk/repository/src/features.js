export function isFeatureEnabled(feature) {
  return process.env[feature + '_ENABLED'] === 'true';
}
