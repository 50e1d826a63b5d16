// Vitest ends its workers with a signal, and keeps them from ending themselves. What is registered for the exit of the
// process would never run: browsers and servers would live on for a moment, and temporary folders for ever.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.emit('exit', 1);
    process.kill(process.pid, 'SIGKILL');
  });
}
