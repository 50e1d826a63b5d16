import type { Facts } from '../../facts/schema';

/** Whether a file describes how developers run the service, or an example, and nothing else. */
export function isForOthers({ platforms }: Facts, file: string): boolean {
  const roles = platforms.flatMap(({ role, evidence }) =>
    evidence.some((each) => each.file === file) ? [role ?? 'deploy'] : [],
  );
  return roles.length > 0 && !roles.includes('deploy');
}
