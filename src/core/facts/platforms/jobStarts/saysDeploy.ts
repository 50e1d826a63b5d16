/** Whether the name of a job or a stage says that it deploys. */
export function saysDeploy(name: string): boolean {
  return /(?:^|[^a-z])(?:deploy|rollout)(?:$|[^a-z])/iu.test(name);
}
