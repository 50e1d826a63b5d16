import { PostHog } from 'posthog-node';

const posthog = new PostHog(process.env.POSTHOG_KEY);

export const usesNewEditor = (user) => posthog.isFeatureEnabled('new-editor', user);
