import { getPosthogClient } from './posthogClient';

const fallback = { nightBerths: false, tideWarnings: true } as const;

export const isOn = async (name: keyof typeof fallback): Promise<boolean> =>
  (await getPosthogClient()?.isFeatureEnabled(name, 'desk')) ?? fallback[name];
