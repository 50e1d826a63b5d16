import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Modules that make code impure or tie it to a place to run. */
const node = {
  regex: '^node:',
  message: 'This layer does not touch the platform. Hand it in as an argument or a port.',
};
const editor = { regex: '^vscode$', message: 'Only adapters, the ui and the composition root know VS Code.' };
const git = { regex: '^simple-git$', message: 'git is read through its gateway in src/adapters/git.' };
const handlebars = { regex: '^handlebars', message: 'Templates are rendered by their adapter.' };
const toolkit = { regex: '^@vscode/webview-ui-toolkit', message: 'webview/components.ts alone imports the toolkit.' };
const roots = {
  regex: '(^|/)(extension|cli|engine)$',
  message: 'Nothing imports a composition root.',
  allowTypeImports: true,
};

/**
 * Layers by folder; a path below one of them is recognised wherever it is imported from.
 * @param {string[]} names
 */
const layer = (...names) => ({
  regex: `(^|/)(${names.join('|')})(/|$)`,
  message: 'The house forbids this import: see "Who may import whom" in the eslint configuration.',
});

/**
 * Who may import whom: core ← protocol ← webview; core ← flow ← adapters; core, protocol and flow ← ui and cli; all ←
 * extension.ts; cli.ts the same without ui and webview. Type imports count.
 */
/** @type {[string[], Pattern[]][]} */
const fences = [
  [
    ['src/core/**'],
    [node, editor, git, handlebars, toolkit, roots, layer('\\.\\./(flow|adapters|ui|cli|protocol)'), layer('webview')],
  ],
  [
    ['src/protocol/**'],
    [node, editor, git, handlebars, toolkit, roots, layer('\\.\\./(flow|adapters|ui|cli)'), layer('webview')],
  ],
  [
    ['src/flow/**'],
    [node, editor, git, handlebars, toolkit, roots, layer('\\.\\./(adapters|ui|cli|protocol)'), layer('webview')],
  ],
  [['src/adapters/**'], [toolkit, roots, layer('\\.\\./(ui|cli|protocol)'), layer('webview')]],
  [['src/cli/**'], [editor, git, handlebars, toolkit, roots, layer('\\.\\./(adapters|ui|protocol)'), layer('webview')]],
  [['src/ui/**'], [git, handlebars, toolkit, roots, layer('\\.\\./(adapters|cli)'), layer('webview')]],
  [
    ['src/cli.ts', 'src/engine.ts'],
    [editor, toolkit, layer('ui'), layer('webview')],
  ],
  [
    ['webview/**'],
    [
      node,
      editor,
      git,
      handlebars,
      toolkit,
      roots,
      layer('\\.\\./(flow|adapters|ui|cli)'),
      layer('flow|adapters|ui|cli'),
    ],
  ],
];

/**
 * @typedef {{ regex: string, message: string, allowTypeImports?: boolean }} Pattern
 * @param {string[]} files
 * @param {Pattern[]} patterns
 * @param {string[]} [ignores]
 * @returns {import('eslint').Linter.Config}
 */
const restrict = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

/** The fences alone, as a test reads them; needs no types. */
export const fenceConfig = [
  ...fences.map(([files, patterns]) => restrict(files, patterns)),
  restrict(
    ['src/adapters/**'],
    [toolkit, roots, layer('\\.\\./(ui|cli|protocol)'), layer('webview'), handlebars],
    ['src/adapters/handlebarsRenderer.ts', 'src/adapters/handlebarsTemplates.ts'],
  ),
  restrict(['webview/components.ts'], [node, editor, git, handlebars, roots, layer('flow|adapters|ui|cli')]),
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'test-results/',
    '.vscode-test/',
    'test/host/node_modules/',
    'test/workspaces/*/repository/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  ...fenceConfig,
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'URL',
          'URLSearchParams',
          'AbortController',
          'AbortSignal',
          'performance',
          'fetch',
          'require',
          'module',
          'document',
          'window',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
