/** What completion offers as a new item of a list: one `defaultSnippets` entry of VS Code's JSON service. */
export interface ItemSnippet {
  readonly label: string;
  readonly description: string;
  /** With tab stops; a text that begins with `^` is inserted without its quotes. */
  readonly body: Readonly<Record<string, unknown>>;
}

const step: ItemSnippet = {
  label: 'Step',
  description: 'A command that a person runs.',
  body: { id: '$1', title: '$2', run: '$3', shell: '${4|bash,sh,powershell|}' },
};

const validation: ItemSnippet = {
  label: 'Validation',
  description: 'What must hold before going on, decided by a person.',
  body: { id: '$1', text: '$2', kind: 'manual', owner: '$3' },
};

const queried: ItemSnippet = {
  label: 'Validation by a query',
  description: 'What must hold before going on, decided by a query.',
  body: { id: '$1', text: '$2', kind: 'query', expr: '$3' },
};

/**
 * New items by the path of their list, whose longest end counts. Nothing is invented: what only a person can know is a tab
 * stop.
 */
export const itemSnippets: Readonly<Record<string, readonly ItemSnippet[]>> = {
  blanks: [
    {
      label: 'Blank',
      description: 'What the repository cannot tell.',
      body: { id: '$1', question: '$2', value: null },
    },
  ],
  checks: [
    {
      label: 'Check by a command',
      description: 'Its exit code decides.',
      body: { id: '$1', title: '$2', kind: 'automatic', run: '$3', required: true },
    },
    {
      label: 'Check by a person',
      description: 'Somebody vouches for it.',
      body: { id: '$1', title: '$2', kind: 'attested', required: true },
    },
  ],
  risks: [
    {
      label: 'Risk',
      description: 'What can go wrong. An open critical one blocks the approval.',
      body: {
        id: '$1',
        dimension: 'failure-modes',
        issue: '$2',
        evidence: [],
        trigger: '$3',
        impact: '^${4:3}',
        probability: '^${5:3}',
        fails: '$6',
        detect: '$7',
        recover: '$8',
        monitor: '$9',
        mitigation: '$10',
        owner: '$11',
        disposition: { kind: 'open' },
      },
    },
  ],
  steps: [step],
  record: [step],
  abort: [step],
  validations: [validation, queried],
  triggers: [
    {
      label: 'Trigger by a measure',
      description: 'Roll back when a metric crosses a number.',
      body: {
        id: '$1',
        text: '$2',
        metric: '$3',
        comparison: '${4|>,>=,<,<=|}',
        threshold: '^${5:0}',
        forSeconds: '^${6:120}',
        level: '^${7|1,2,3|}',
      },
    },
    {
      label: 'Trigger by hand',
      description: 'Roll back when a person sees it happen.',
      body: { id: '$1', text: '$2', level: '^${3|1,2,3|}' },
    },
  ],
  metrics: [
    {
      label: 'Metric',
      description: 'What is measured; without a query it is not known how.',
      body: { id: '$1', group: '${2|technical,business|}', name: '$3', unit: '$4' },
    },
  ],
  alerts: [
    {
      label: 'Alert',
      description: 'When somebody is told.',
      body: {
        id: '$1',
        metric: '$2',
        severity: '${3|warning,critical|}',
        comparison: '${4|>,>=,<,<=|}',
        threshold: '^${5:0}',
        forSeconds: '^${6:300}',
      },
    },
  ],
  'watch.checks': [
    { label: 'Item to watch', description: 'What must hold after Full.', body: { id: '$1', text: '$2' } },
  ],
  freezeWindows: [
    {
      label: 'Freeze window',
      description: 'A time in which nobody deploys.',
      body: { from: '$1', to: '$2', reason: '$3' },
    },
  ],
};
