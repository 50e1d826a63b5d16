/** A workflow that a person starts and that deploys by its name. */
export const workflow = (inputs = '', more = '', run = './ship'): string =>
  `name: Deploy\non:\n  workflow_dispatch:${inputs === '' ? '' : `\n    inputs: ${inputs}`}\n${more}jobs:\n  ship:\n    steps:\n      - run: ${run}\n`;

/** The head of one that a push starts, as `filter` says. */
export const pushed = (filter: string): string => `name: Deploy\non:\n  push: { ${filter} }\njobs:\n`;

/** One that deploys once a pull request is merged into main. */
export const merged =
  'name: Deploy\non: { pull_request: { types: [closed], branches: [main] } }\njobs:\n  deploy:\n    if: github.event.pull_request.merged == true\n    steps:\n      - run: ssh web ./deploy\n';

/** Where GitHub looks for a workflow of that name. */
export const at = (name: string): string => `.github/workflows/${name}`;
