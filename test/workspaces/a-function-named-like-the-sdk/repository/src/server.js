import { isFeatureEnabled } from './features.js';

if (isFeatureEnabled('billing')) console.log('billing');
