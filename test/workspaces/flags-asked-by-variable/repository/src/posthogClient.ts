import { PostHog } from 'posthog-node';

let client: PostHog | undefined;

export function getPosthogClient(): PostHog | undefined {
  client ??= process.env.POSTHOG_KEY ? new PostHog(process.env.POSTHOG_KEY) : undefined;
  return client;
}
