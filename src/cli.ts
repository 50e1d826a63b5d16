import { main } from './cli/main';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort(new Error('Cancelled.'));
  });
}
// Whoever read the output went away (`cc10x facts . | head`): what was begun is finished, and nobody is told.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void import('./engine')
  .then((engine) =>
    main(process.argv.slice(2), engine, {
      // Waits until a pipe has taken everything, so that a long document is never cut.
      print: (text) =>
        new Promise((resolve) => {
          process.stdout.write(text, () => {
            resolve();
          });
        }),
      say: (message) => {
        process.stderr.write(`${message}\n`);
      },
      signal: stop.signal,
    }),
  )
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
