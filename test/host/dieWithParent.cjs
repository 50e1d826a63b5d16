// @ts-check
// Preloaded into the server: when whoever started it is gone, even by SIGKILL, the whole process group ends.
// Child processes of the server inherit the preload, hence the two conditions.
const parent = process.ppid;
if (/server-main\.js$/.test(process.argv[1] ?? '') && process.env['CC10X_SERVER_PARENT'] === String(parent)) {
  setInterval(() => {
    if (process.ppid !== parent) {
      process.kill(-process.pid, 'SIGKILL');
    }
  }, 1000).unref();
}
